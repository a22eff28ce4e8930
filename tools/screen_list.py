"""Which screens there are, and who works with each: what ``tools.screens`` looks at."""

from __future__ import annotations

from dataclasses import dataclass

SIZES = {"desk": (1440, 900), "small": (1366, 768), "phone": (390, 844)}


@dataclass(frozen=True)
class Screen:
    """An address, or the first link ``link`` on it; ``click`` opens what belongs to the screen before it is looked at,
    ``until`` is there when it has opened; ``script`` runs before; ``rare`` asks for the looks few people need as well."""

    name: str
    path: str
    link: str = ""
    click: str = ""
    until: str = "dialog.drawer[open] h1, dialog.drawer[open] h2"
    rare: bool = False
    script: str = ""
    sizes: tuple[str, ...] = tuple(SIZES)
    answers: tuple[int, ...] = ()
    """Refusals that belong to the screen; any other is an error."""
    words: bool = True
    """Whether its words are for people of an office, and must be translated."""


ROW = "#rows a.row-title"
NARROWED = "last_contact_at=this_week&stage=intent&stage=visitor"
SEVERAL, SEVERAL_OPEN = "details.filter-several > summary", "details.filter-several[open]"
OVERRIDE = "details.more-channels:has(select)"
SOMEBODY_ELSES = """async () => {
  const page = await (await fetch("/inventory/unit/?sale_state=reserved")).text();
  const form = document.querySelector("main form[data-deed]");
  const there = form.getAttribute("action").replace(/\\/\\d+\\//, `/${page.match(/inventory\\/unit\\/(\\d+)\\//)[1]}/`);
  for (const where of ["action", "hx-post"]) if (form.hasAttribute(where)) form.setAttribute(where, there);
  for (const choice of form.querySelectorAll("select")) choice.selectedIndex = 1;
  window.htmx?.process(form);
}"""
"""Turns the form of a free unit to one that has been taken: what happens when a colleague is quicker."""
FROM_THE_TOP = "() => { document.activeElement.blur(); scrollTo(0, 0); }"
WAY_BACK = """() => {
  document.activeElement.blur();
  scrollTo(0, 0);
  const detail = {message: "Grade: A", tone: "bad", undo: {}};
  document.dispatchEvent(new CustomEvent("lintel:toast", {detail}));
}"""
"""A toast with a way back; one in this tone stays until it is closed."""
SCREENS: dict[str, tuple[Screen, ...]] = {
    "": (Screen("sign-in", "/accounts/login/", rare=True),),
    "wang": (
        Screen("home-consultant", "/", rare=True),
        Screen("reception", "/customers/reception/"),
        Screen("customers", "/customers/customer/"),
        Screen("kanban-grade", "/customers/customer/?look=grade", rare=True),
        Screen("kanban-stage", "/customers/customer/?look=stage"),
        Screen(
            "kanban-move", "/customers/customer/?look=grade", "",
            ".kanban-card[data-stamp] .card-move > summary", ".card-move[open] [data-move-to]",
        ),
        Screen("customer", "/customers/customer/", ROW, rare=True),
        Screen("customer-drawer", "/customers/customer/", "", ROW),
        Screen("customers-none", "/customers/customer/?q=99999"),
        Screen("customers-filter", f"/customers/customer/?{NARROWED}", "", SEVERAL, f"{SEVERAL_OPEN} .menu-body", sizes=("desk", "small")),
        Screen("interest-note", "/customers/customer/", f"{ROW} -> /customers/customer/PK/interest/"),
        Screen("related-add", "/customers/customer/", f"{ROW} -> /customers/customer/PK/related/add/"),
        Screen("reception-override", "/customers/reception/", "", f"{OVERRIDE} > summary", f"{OVERRIDE}[open] select"),
        Screen("customers-columns", "/customers/customer/", "", ".toolbar details > summary", ".menu[open] .menu-body"),
        Screen("lead", "/customers/lead/"),
        Screen("call", "/customers/call/"),
        Screen("pool", "/customers/pool/"),
        Screen("follow-ups", "/customers/followup/"),
        Screen("week", "/customers/week/", rare=True),
        Screen("week-holiday", "/customers/week/?from=2026-12-28"),
        Screen("week-book", "/customers/week/book/"),
        Screen("kit", "/customers/kit/"),
        Screen("board-consultant", "/inventory/board/"),
        Screen("units", "/inventory/unit/"),
        Screen("unit", "/inventory/unit/?sale_state=available", ROW),
        Screen("unit-drawer", "/inventory/unit/", "", ROW),
        Screen("reserve", "/inventory/unit/?sale_state=available", f"{ROW} -> /sales/unit/PK/reserve/"),
        Screen("price-sheet", "/inventory/unit/?kind=residential&sale_state=available", f"{ROW} -> /sales/unit/PK/prices/", rare=True),
        Screen("price-sheet-shop", "/inventory/unit/?sale_state=available", f"{ROW} -> /sales/unit/PK/prices/"),
        Screen("price-sheet-refused", "/inventory/unit/?sale_state=reserved", f"{ROW} -> /sales/unit/PK/prices/", answers=(409,)),
        Screen("plan-new", "/sales/plan/"),
        Screen("quotes", "/sales/quote/"),
        Screen("plan", "/sales/quote/", ROW, rare=True),
        Screen("reservations", "/sales/reservation/"),
        Screen("reservation", "/sales/reservation/", ROW),
        Screen("board-sheet", "/inventory/board/", "", "td.s-available a.u-in"),
        Screen("hold", "/inventory/unit/?sale_state=available", f"{ROW} -> /inventory/unit/PK/hold_unit/"),
        Screen(
            "taken", "/inventory/unit/?sale_state=available", f"{ROW} -> /inventory/unit/PK/hold_unit/",
            "main form[data-deed] .btn-primary", ".conflict-sheet", script=SOMEBODY_ELSES, answers=(409,),
        ),
        Screen("compare", "/inventory/compare/"),
        Screen("hold-for", "/customers/customer/?stage=intent", f"{ROW} -> /sales/customer/PK/hold/"),
        Screen("announcements-read", "/office/announcement/"),
        Screen("announcement-read", "/office/announcement/", ROW),
        Screen("todo-own", "/tasks/new/"),
        Screen("todos", "/tasks/"),
        Screen("todo-postpone", "/tasks/", "main a[href*='/postpone/']"),
        Screen("search", "/", "", "a.bar-search", "#palette[open] .palette-box"),
        Screen("notices", "/notices/"),
        Screen("notices-settings", "/notices/preferences/"),
        Screen("me", "/me/"),
        Screen("sessions", "/me/sessions/"),
        Screen("password", "/accounts/password/change/"),
        Screen("two-step", "/accounts/2fa/"),
        Screen("keys", "/workbench/keys/"),
        Screen("not-found", "/nowhere/", answers=(404,)),
        Screen("forbidden", "/answers/403/"),
        Screen("conflict", "/answers/409/"),
        Screen("refused", "/answers/422/"),
        Screen("too-many", "/answers/429/"),
        Screen("broken", "/answers/500/"),
        Screen("busy", "/answers/503/"),
        Screen("gallery", "/answers/gallery/", words=False, script=FROM_THE_TOP),
        Screen("gallery-undo", "/answers/gallery/", words=False, script=WAY_BACK),
    ),
    "liu": (
        Screen("home-manager", "/"),
        Screen("board", "/inventory/board/", rare=True),
        Screen("board-wall", "/inventory/board/?wall=1", sizes=("desk",)),
        Screen("cockpit", "/insight/", rare=True),
        Screen("cockpit-target", "/insight/?period=month&against=target"),
        Screen("figures-wall", "/insight/wall/"),
        Screen("project-targets", "/insight/projecttarget/"),
        Screen("project-target-new", "/insight/projecttarget/new/"),
        Screen("daily-reports", "/insight/dailyreport/"),
        Screen("strategy-notes", "/insight/strategynote/"),
        Screen("strategy-note-new", "/insight/strategynote/new/"),
        Screen("targets", "/sales/targetplan/"),
        Screen("target", "/sales/targetplan/", ROW),
        Screen("approvals", "/approvals/"),
        Screen("approval", "/approvals/", "#rows a.inbox-link"),
        Screen("deputies", "/approvals/deputies/"),
        Screen("announcements", "/office/announcement/"),
        Screen("announcement", "/office/announcement/", ROW),
        Screen("announcement-new", "/office/announcement/new/"),
        Screen("visit", "/customers/visit/", ROW),
        Screen("floor", "/customers/floor/"),
        Screen("lending-rules", "/sales/lendingrule/"),
        Screen("lending-rule-new", "/sales/lendingrule/new/"),
        Screen("price-schemes", "/inventory/pricescheme/"),
        Screen("price-scheme", "/inventory/pricescheme/", ROW),
        Screen("permits", "/inventory/presalepermit/"),
        Screen("project", "/inventory/project/", ROW),
        Screen("policy", "/policy/"),
        Screen("policy-clause", "/policy/", "main a[href*='/clauses/']"),
        Screen("policy-rules", "/policy/rules/"),
        Screen("people", "/directory/user/"),
        Screen("person", "/directory/user/", ROW),
        Screen("figures", "/organisation/figures/"),
        Screen("trail", "/audit/entry/"),
        Screen("imports", "/exchange/"),
        Screen("help", "/help/"),
        Screen("guide", "/help/", "main a[href^='/help/']"),
        Screen("news", "/help/new/"),
    ),
    "zhou": (
        Screen("home-supervisor", "/"),
        Screen("week-team", "/customers/week/"),
        Screen("offers-none", "/sales/offer/?q=99999"),
        Screen("ruling", "/tasks/", "main a:has-text('判客'), main a:has-text('Ruling asked')"),
    ),
    "zheng": (
        Screen("home-planning", "/"),
        Screen("figure", "/insight/figure/?key=visits&period=month"),
        Screen("offers", "/sales/offer/"),
        Screen("payment-scheme-new", "/sales/paymentscheme/new/"),
        Screen("import-units", "/exchange/new/inventory.units/"),
    ),
    "xu": (Screen("home-service", "/"), Screen("visits", "/customers/visit/")),
    "lin": (Screen("home-cashier", "/"), Screen("cashier", "/sales/cashier/"), Screen("ledger", "/sales/ledgerentry/"),
        Screen("ledger-entry", "/sales/ledgerentry/", ROW),
        Screen("receipt", "/sales/reservation/?status=signed", f"{ROW} -> /sales/reservation/PK/receipt/"),),
    "admin": (
        Screen("home-admin", "/"), Screen("person-new", "/directory/user/new/"), Screen("posts", "/access/role/"),
    ),
}  # fmt: skip
"""By the person who works with it; ``""`` is a stranger. ``/answers/…/`` is answered from here (`_answers`)."""
