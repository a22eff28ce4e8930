"""Who may see the department's figures, until an office decides otherwise (clauses 2.2.1.4, 2.2.3.1)."""

from lintel.platform.access.defaults import ALL, OWN, TEAM, default_grants

default_grants(
    {
        # Planning posts see counts of five and more; what they may not open they are not shown in detail.
        "insight.see_cockpit": {OWN: "SR", TEAM: "SS", ALL: "MGR DM PS PC"},
        "insight.view_dailyreport": {ALL: "MGR DM SS"},
        "insight.draft_daily_report": {ALL: "MGR DM"},
        "insight.recount_daily_report": {ALL: "MGR DM"},
        "insight.sign_daily_report": {ALL: "MGR"},
        "insight.correct_daily_report": {ALL: "MGR"},
        "insight.show_wall": {ALL: "MGR DM"},
        "insight.view_projecttarget": {ALL: "MGR DM SS"},
        "insight.set_target": {ALL: "MGR"},
        "insight.change_target": {ALL: "MGR"},
        "insight.withdraw_target": {ALL: "MGR"},
        "insight.view_strategynote": {ALL: "MGR DM"},
        "insight.write_strategy_note": {ALL: "MGR"},
    }
)
