"""Everybody may ask and be asked; what a person really may decide is settled by the ladder, not by a grant."""

from lintel.platform.access.defaults import ALL, DEPARTMENT, OWN, default_grants

DUTIES = "FIN LEG PO ATT SUP DOC"
OTHERS = f"SR PC CR SS PS CS {DUTIES}"
VERBS = (
    "approve", "refuse", "return_to", "take_back", "withdraw", "resubmit", "transfer", "add_sign", "remind", "comment",
)  # fmt: skip

default_grants(
    {
        "approvals.view_request": {OWN: OTHERS, DEPARTMENT: "DM MGR"},
        **{f"approvals.{verb}": {OWN: OTHERS, DEPARTMENT: "DM MGR"} for verb in VERBS},
        "approvals.view_decision": {OWN: OTHERS, DEPARTMENT: "DM MGR"},
        "approvals.view_remark": {OWN: OTHERS, DEPARTMENT: "DM MGR"},
        "approvals.view_delegation": {OWN: "SS PS CS DM", ALL: "MGR"},
        "approvals.delegate": {OWN: "SS PS CS DM MGR"},
        "approvals.end_delegation": {OWN: "SS PS CS DM", ALL: "MGR"},
        "approvals.view_authorityline": {ALL: "SS PS CS DM MGR SR PC CR"},
        "approvals.end_authority_line": {ALL: "MGR"},
        "approvals.add_authority_line": {ALL: "MGR"},
    }
)
