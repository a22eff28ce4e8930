"""Who may do what with plans, reservations and money, until an office decides otherwise (clauses 3.3.1 to 3.4.2)."""

from lintel.platform.access.defaults import ALL, OWN, TEAM, default_grants

LED = {OWN: "SR", TEAM: "SS", ALL: "MGR DM"}
"""Sales work: one's own, one's team's, everybody's."""
READ_MONEY = {OWN: "SR", TEAM: "SS", ALL: "MGR DM FIN LEG"}
CASHIER = {ALL: "FIN"}

default_grants(
    {
        # holding
        "sales.hold_unit": {ALL: "SR SS"},
        "sales.extend_hold": {ALL: "SR SS"},
        "sales.release_hold": {ALL: "SR SS DM MGR"},
        "sales.release_anothers_hold": {ALL: "SS DM MGR"},
        "sales.queue_for_unit": {ALL: "SR SS"},
        "sales.view_unitwaiter": LED,
        # plans
        "sales.view_quote": {OWN: "SR", TEAM: "SS", ALL: "MGR DM LEG"},
        "sales.draft_quote": {OWN: "SR", TEAM: "SS"},
        "sales.change_quote": {OWN: "SR", TEAM: "SS"},
        "sales.issue_quote": {OWN: "SR", TEAM: "SS"},
        "sales.accept_quote": {OWN: "SR", TEAM: "SS"},
        "sales.void_quote": {OWN: "SR", TEAM: "SS", ALL: "MGR"},
        "sales.ask_special_discount": {OWN: "SR", TEAM: "SS", ALL: "DM MGR"},
        "sales.confirm_disclosures": {OWN: "SR", TEAM: "SS"},
        "sales.view_disclosed": {OWN: "SR", TEAM: "SS", ALL: "MGR DM LEG"},
        "sales.view_disclosureitem": {ALL: "MGR DM SS SR PS LEG"},
        "sales.add_disclosure": {ALL: "MGR LEG"},
        "sales.end_disclosure": {ALL: "MGR LEG"},
        "sales.add_standard_disclosures": {ALL: "MGR LEG"},
        # reservations
        "sales.view_reservation": READ_MONEY,
        "sales.view_buyer": READ_MONEY,
        "sales.view_plannedpayment": READ_MONEY,
        "sales.view_cancellation": READ_MONEY,
        "sales.see_buyer_papers": READ_MONEY,
        "sales.reveal_buyer": {OWN: "SR", TEAM: "SS", ALL: "MGR FIN LEG"},
        "sales.print_reservation": {OWN: "SR", TEAM: "SS", ALL: "MGR FIN LEG"},
        "sales.draft_reservation": {ALL: "SR SS"},
        "sales.change_reservation": {OWN: "SR SS"},
        "sales.check_reservation": {TEAM: "SS", ALL: "DM"},
        "sales.send_back_reservation": {TEAM: "SS", ALL: "DM MGR"},
        "sales.sign_reservation": {ALL: "MGR"},
        "sales.void_reservation": {OWN: "SR", TEAM: "SS", ALL: "MGR"},
        "sales.extend_signing": {TEAM: "SS", ALL: "MGR"},
        "sales.extend_signing_widely": {ALL: "MGR"},
        "sales.request_cancellation": {OWN: "SR", TEAM: "SS", ALL: "DM MGR"},
        # money: the cashier's duty and nobody else's
        "sales.view_ledgerentry": READ_MONEY,
        "sales.record_receipt": CASHIER,
        "sales.reveal_ledgerentry": CASHIER,
        "sales.print_receipt": {OWN: "SR", TEAM: "SS", ALL: "MGR FIN LEG"},
        "sales.reverse_receipt": CASHIER,
        "sales.record_refund": CASHIER,
        "sales.see_cashier_desk": {ALL: "FIN MGR"},
        # the month
        "sales.view_targetplan": {TEAM: "SS", ALL: "MGR DM"},
        "sales.view_targetshare": LED,
        "sales.propose_targets": {TEAM: "SS"},
        "sales.revise_targets": {TEAM: "SS"},
        "sales.approve_targets": {ALL: "MGR"},
        "sales.return_targets": {ALL: "MGR"},
        # terms
        "sales.view_offer": {ALL: "MGR DM SS SR PS PC FIN LEG"},
        "sales.draft_offer": {ALL: "PS"},
        "sales.approve_offer": {ALL: "MGR"},
        "sales.end_offer": {ALL: "MGR"},
        "sales.view_paymentscheme": {ALL: "MGR DM SS SR PS PC FIN LEG"},
        "sales.draft_payment_scheme": {ALL: "PS"},
        "sales.approve_payment_scheme": {ALL: "MGR"},
        "sales.end_payment_scheme": {ALL: "MGR"},
        "sales.view_taxrate": {ALL: "MGR DM SS SR PS FIN LEG"},
        "sales.enter_tax_rate": {ALL: "PS MGR"},
        "sales.view_loanrate": {ALL: "MGR DM SS SR PS FIN LEG"},
        "sales.enter_loan_rate": {ALL: "PS MGR"},
        "sales.view_lendingrule": {ALL: "MGR DM SS SR PS FIN LEG"},
        "sales.enter_lending_rule": {ALL: "PS MGR"},
    }
)
