"""Who may do what with customers, until an office decides otherwise.

Consultants reach their own customers, supervisors their team's, the two managers the project's. Planning sees no
customer by name. Customer service reaches every customer of its projects because owners call in; numbers only one by one.
"""

from lintel.platform.access.defaults import ALL, OWN, TEAM, default_grants

SELLERS = {OWN: "SR", TEAM: "SS", ALL: "DM MGR"}
EVERYBODY_WHO_SEES = {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO LEG FIN"}
DESK = "MGR DM SS SR CR"
LEADERS = {TEAM: "SS", ALL: "DM MGR"}

default_grants(
    {
        "customers.view_customer": EVERYBODY_WHO_SEES,
        "customers.view_tag": {ALL: "SR SS DM MGR CS PO LEG FIN"},
        "customers.view_visit": {OWN: "SR CR", TEAM: "SS", ALL: "DM MGR CS"},
        "customers.view_followup": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS"},
        "customers.view_needs": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS"},
        "customers.view_interest": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS"},
        "customers.view_relatedperson": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.view_consent": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.view_merge": {TEAM: "SS", ALL: "DM MGR"},
        "customers.view_referral": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS"},
        "customers.view_appointment": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS"},
        "customers.view_room": {ALL: DESK + " CS"},
        "customers.view_dutyturn": {ALL: DESK},
        "customers.view_fieldreport": {OWN: "SR", TEAM: "SS", ALL: "DM MGR PS"},
        "customers.view_fact": {ALL: "MGR DM SS SR PS PC CS CR"},
        "customers.view_question": {ALL: "MGR DM SS SR PS PC"},
        "customers.view_messagetemplate": {ALL: "MGR DM SS SR PS CS CR"},
        "customers.view_noticeversion": {ALL: "MGR DM SS SR PS PC CS CR PO"},
        # One field at a time, for a purpose, remembered.
        "customers.reveal_customer": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.reveal_relatedperson": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.reveal_followup": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS"},
        # The desk
        "customers.check_in": {ALL: DESK},
        "customers.register_call": {ALL: DESK},
        "customers.add_lead": {ALL: "MGR DM SS SR"},
        "customers.start_reception": {OWN: "SR CR", TEAM: "SS", ALL: "DM MGR"},
        "customers.close_visit": {OWN: "SR CR", TEAM: "SS", ALL: "DM MGR"},
        "customers.ask_for_ruling": {OWN: "SR CR", TEAM: "SS", ALL: "DM MGR"},
        "customers.rule_on_visit": LEADERS,
        "customers.send_to_service": {OWN: "SR CR", TEAM: "SS", ALL: "DM MGR"},
        "customers.put_on_duty": {ALL: "SS DM MGR"},
        "customers.pause_turn": {ALL: "SS DM MGR"},
        "customers.resume_turn": {ALL: "SS DM MGR"},
        "customers.leave_duty": {ALL: "SS DM MGR"},
        "customers.skip_turn": {ALL: "SS DM MGR"},
        # Working with a customer
        **{
            f"customers.{deed}": SELLERS
            for deed in (
                "save_needs",
                "note_interest",
                "set_grade",
                "edit_basic",
                "confirm_correct",
                "record_follow_up",
                "plan_follow_up",
                "report_up",
                "refer",
                "add_related",
                "change_related",
                "remove_related",
                "put_tags",
                "take_tags",
                "book",
                "cancel_appointment",
                "keep_appointment",
                "miss_appointment",
                "mark_lost",
                "mark_invalid",
                "revive",
            )
        },
        "customers.give_consent": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.withdraw_consent": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.refuse_marketing": {OWN: "SR", TEAM: "SS", ALL: "DM MGR CS PO"},
        "customers.take_from_pool": {ALL: "SR SS"},
        "customers.hand_over_customer": {TEAM: "SS", ALL: "DM MGR"},
        "customers.take_back_hand_over": {TEAM: "SS", ALL: "DM MGR"},
        "customers.confirm_lost": LEADERS,
        "customers.keep_customer": LEADERS,
        "customers.merge_customers": LEADERS,
        "customers.ask_to_merge": {OWN: "SR"},
        "customers.undo_merge": LEADERS,
        "customers.report_from_floor": {ALL: "SR SS CR"},
        "customers.acknowledge_report": LEADERS,
        "customers.import_customers": {ALL: "SS DM MGR CR"},
        # What is said and shown
        "customers.write_fact": {ALL: "PS"},
        "customers.approve_fact": {ALL: "MGR DM"},
        "customers.retire_fact": {ALL: "PS MGR DM"},
        "customers.ask_question": {ALL: "SR SS CR"},
        "customers.add_template": {ALL: "PS SS CS"},
        "customers.retire_template": {ALL: "PS SS CS"},
        "customers.publish_notice": {ALL: "MGR PO"},
        "customers.add_tag": {ALL: "DM MGR SS"},
        "customers.change_tag": {ALL: "DM MGR SS"},
        "customers.add_room": {ALL: "DM MGR SS"},
    }
)
