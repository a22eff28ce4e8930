"""The whole menu, in one place, top to bottom as people see it; each person sees the part they may open."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import may, visible
from lintel.platform.workbench import palette, preferences, shortcuts
from lintel.platform.workbench.answers import in_drawer, offered
from lintel.platform.workbench.registry import resources
from lintel.site.guides import unread

LEADERS = "MGR DM SS PS CS SYS"
"""Posts that answer for people."""
IMPORTERS = "MGR DM SS PS CR"
"""Posts that may take in a table of customers or of units."""
EXCHANGERS = f"{IMPORTERS} CS FIN"
"""Those, and who else may take a list out."""


@dataclass(frozen=True)
class Link:
    """A page that is no resource's list."""

    title: str | Promise
    url_name: str
    icon: str
    permission: str = ""
    posts: str = ""
    """Codes of the posts and duties that use it daily; empty: everybody who may open it."""


@dataclass(frozen=True)
class Listed:
    """A resource's list, put into the menu of some posts only; whoever else may see it finds it by searching."""

    model: str
    posts: str


Entry = str | Link | Listed

#: Sections of at most a handful; a resource is named by its model, and left out while nobody has declared it.
#: A menu holds what a post uses daily, about fourteen entries, and never more than the person may open.
MENU: list[tuple[str | Promise, list[Entry]]] = [
    ("", [Link(_("Workbench"), "home", "home-2"), "office.Announcement"]),
    (
        _("Department figures"),
        [
            Link(_("Cockpit"), "insight:cockpit", "chart-bar", "insight.see_cockpit"),
            Listed("insight.DailyReport", "MGR DM SS"),
            Listed("insight.StrategyNote", "MGR DM"),
            Listed("insight.ProjectTarget", "MGR DM"),
        ],
    ),
    (
        _("Customers"),
        [
            Link(_("Reception"), "customers:reception", "door-enter", "customers.check_in", "SR SS CS CR"),
            Link(_("Reception floor"), "customers:floor", "users-group", "customers.view_dutyturn"),
            "customers.Customer",
            Link(_("Public pool"), "customers:pool", "users", "customers.view_customer", "SR SS DM"),
            Listed("customers.Visit", "CS CR"),
            Listed("customers.Tag", "SS DM MGR"),
            Listed("customers.FollowUp", "SR SS DM"),
            Link(
                pgettext_lazy("a calendar", "Week"), "customers:week", "calendar", "customers.view_appointment", "SR SS"
            ),
        ],
    ),
    (
        _("Homes"),
        [
            Link(_("Unit board"), "inventory:board", "layout-grid", "inventory.view_unit"),
            Listed("inventory.Unit", "SR PS PC CS CR LEG"),
            Listed("inventory.PriceScheme", "MGR DM SS PS LEG"),
            Listed("inventory.PresalePermit", "DM PS LEG"),
            Listed("inventory.Project", "PS DM SYS"),
        ],
    ),
    (
        _("Deals"),
        [
            Link(_("Cashier"), "sales:cashier", "coin-yuan", "sales.see_cashier_desk"),
            Listed("sales.Quote", "SR SS DM LEG"),
            "sales.Reservation",
            Listed("sales.LedgerEntry", "FIN LEG"),
            Listed("sales.TargetPlan", "SS DM MGR"),
            Listed("sales.Offer", "PS MGR"),
            Listed("sales.PaymentScheme", "PS MGR"),
            Listed("sales.LoanRate", "PS"),
            Listed("sales.LendingRule", "PS"),
            Listed("sales.TaxRate", "PS"),
        ],
    ),
    (
        _("Approvals"),
        [
            Link(_("Approvals"), "approvals:inbox", "gavel"),
            Link(_("Deputies"), "approvals:deputies", "user-check", "approvals.delegate", "MGR DM"),
            Link(_("To-dos"), "tasks:list", "checklist"),
        ],
    ),
    (_("Policy"), [Link(_("Policy"), "policy:index", "book-2")]),
    (
        _("Organisation"),
        [
            Listed("directory.User", LEADERS),
            Listed("directory.Department", "SYS"),
            Listed("access.Role", "SYS"),
            Link(_("Figures"), "organisation:figures", "settings", "organisation.view_figures", "MGR LEG SYS"),
            "audit.Entry",
        ],
    ),
    (_("System"), [Link(_("Import and export"), "exchange:imports", "upload", "exchange.view_importjob", EXCHANGERS)]),
]

PHONE_BAR: list[Entry] = [
    Link(_("Workbench"), "home", "home-2"),
    "customers.Customer",
    Link(_("Receive"), "customers:reception", "plus", "customers.check_in"),
    Link(_("Homes"), "inventory:board", "layout-grid", "inventory.view_unit"),
    Link(_("Mine"), "me", "user"),
]

#: What each post starts from its home page; the first six that it may open.
SHORTCUTS: list[Entry] = [
    Link(_("Reception"), "customers:reception", "door-enter", "customers.check_in", "SR SS CR"),
    Link(_("Cashier"), "sales:cashier", "coin-yuan", "sales.see_cashier_desk", "FIN"),
    Link(_("Unit board"), "inventory:board", "layout-grid", "inventory.view_unit", "MGR DM SS SR PS PC LEG"),
    Link(_("Purchase plan"), "sales:quote-new", "file-dollar", "sales.issue_quote"),
    Link(_("Public pool"), "customers:pool", "users", "customers.take_from_pool", "SR"),
    Link(_("Reception floor"), "customers:floor", "users-group", "customers.view_dutyturn", "SS DM CR"),
    Link(_("Approvals"), "approvals:inbox", "gavel", "", "MGR DM SS PS CS"),
    Link(_("Deputies"), "approvals:deputies", "user-check", "approvals.delegate", "MGR DM"),
    Link(_("Sales kit"), "customers:kit", "book-2", "customers.view_fact", "SR PC PS CR"),
    Link(_("Price schemes"), "inventory:pricescheme-list", "coin-yuan", "inventory.view_pricescheme", "PS LEG"),
    Link(_("Permits"), "inventory:presalepermit-list", "file-certificate", "inventory.view_presalepermit", "PS PC LEG"),
    Link(_("Visits"), "customers:visit-list", "door-enter", "customers.view_visit", "CS CR"),
    Link(_("Return calls"), "customers:followup-list", "phone", "customers.view_followup", "CS"),
    Link(_("Customers"), "customers:customer-list", "address-book", "customers.view_customer", "CS PO"),
    Link(_("New person"), "directory:user-create", "user-plus", "organisation.add_person", "SYS"),
    Link(_("People"), "directory:user-list", "users-group", "", "SYS"),
    Link(_("Posts and duties"), "access:role-list", "id-badge-2", "access.view_role", "SYS"),
    Link(_("Figures"), "organisation:figures", "settings", "organisation.view_figures", "SYS"),
    Link(_("Trail"), "audit:entry-list", "history", "audit.view_entry", "MGR PO"),
    Link(_("Import"), "exchange:imports", "upload", "exchange.view_importjob", IMPORTERS),
    Link(_("Policy"), "policy:index", "book-2"),
]
MOST_SHORTCUTS = 6


#: The second key after G: G C opens the customers.
GOES = {
    "home": "h",
    "customers.Customer": "c",
    "customers:reception": "n",
    "inventory:board": "u",
    "sales.Reservation": "r",
    "approvals:inbox": "a",
    "tasks:list": "t",
}


def menu_for(user: Any, path: str = "") -> list[dict[str, Any]]:
    """The sections this person may open, with the page at ``path`` marked."""
    sections: list[tuple[str | Promise, list[dict[str, Any]]]] = []
    for title, entries in MENU:
        items = [item for entry in entries if (item := _item(user, entry))]
        if items:
            sections.append((title, items))
    _mark([item for _title, items in sections for item in items], path)
    return [{"title": title, "items": items} for title, items in sections]


def shortcuts_for(user: Any) -> list[dict[str, Any]]:
    """What this person starts most often, a handful."""
    return [item for entry in SHORTCUTS if (item := _item(user, entry))][:MOST_SHORTCUTS]


@palette.pages
def pages_for(user: Any) -> Iterator[palette.Page]:
    """Every page a person may open, also those that stand in nobody's menu."""
    entries = [entry for _title, section in MENU for entry in section]
    for entry in (*entries, *PHONE_BAR, *SHORTCUTS):
        if isinstance(entry, Link) and (item := _item(user, replace(entry, posts=""))):
            yield palette.Page(item["title"], item["url"], item["icon"])
    for link in account_links():
        yield palette.Page(link["title"], link["url"], link["icon"])


for _posts, _wanted in (
    ("SR SS", "customers.customer inventory.unit sales.reservation sales.quote directory.user"),
    ("MGR DM", "customers.customer inventory.unit sales.reservation directory.user sales.quote"),
    ("PS PC", "inventory.unit inventory.pricescheme customers.customer directory.user"),
    ("CS CR", "customers.customer sales.reservation inventory.unit directory.user"),
    ("FIN LEG", "sales.reservation sales.ledgerentry customers.customer inventory.unit"),
    ("SYS", "directory.user access.role audit.entry"),
):
    for _post in _posts.split():
        palette.ranked(_post, _wanted)


def _mark(items: list[dict[str, Any]], path: str) -> None:
    """The longest address that ``path`` begins with is where we are."""
    fitting = [i for i in items if path == i["url"] or (i["url"] != "/" and path.startswith(i["url"]))]
    if fitting:
        max(fitting, key=lambda i: len(i["url"]))["current"] = True


def _item(user: Any, entry: Entry) -> dict[str, Any] | None:
    if isinstance(entry, Listed | Link) and entry.posts and not user.codes & set(entry.posts.split()):
        return None
    if isinstance(entry, Listed):
        return _item(user, entry.model)
    if isinstance(entry, Link):
        url = _url(entry.url_name)
        if not url or (entry.permission and not may(user, entry.permission)):
            return None
        return {
            "title": entry.title,
            "url": url,
            "icon": entry.icon,
            "main": entry.icon == "plus",
            "go": GOES.get(entry.url_name, ""),
        }
    try:
        resource = resources.get(apps.get_model(entry))
    except LookupError:
        return None
    if resource is None or not may(user, resource.view_permission):
        return None
    return {"title": resource.title, "url": resource.url, "icon": resource.icon, "go": GOES.get(entry, "")}


def _url(name: str) -> str:
    return _address(name, get_script_prefix(), get_urlconf() or "")


@functools.lru_cache(maxsize=512)
def _address(name: str, prefix: str, urlconf: str) -> str:
    """Addresses without arguments do not change while the server runs; every page asks for thirty of them."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def projects_of(user: Any) -> list[Any]:
    """The projects this person belongs to, for the switcher."""
    try:
        project = apps.get_model("inventory", "Project")
    except LookupError:
        return []
    return list(visible(project, user).order_by("pk")[:30])


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the frame to extend, the menu, the looks, and what hangs in the bar."""
    frame = "workbench/drawer.html" if in_drawer(request) else "workbench/base.html"
    user = getattr(request, "user", None)
    base = {
        "frame": frame,
        "in_drawer": in_drawer(request),
        "language_choices": settings.LANGUAGES,
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "looks": {},
        "environment_notice": settings.LINTEL_NOTICE,
    }
    if user is None or not user.is_authenticated:
        return base
    if in_drawer(request):
        return base
    menu = menu_for(user, request.path)
    bar = [item for entry in PHONE_BAR if (item := _item(user, entry))]
    _mark(bar, request.path)
    projects = projects_of(user)
    chosen = request.session.get("project")
    return base | {
        "navigation": menu,
        "section": next((s["title"] for s in menu if any(i.get("current") for i in s["items"])), ""),
        "phone_bar": bar,
        "looks": {
            "theme": user.theme,
            **preferences.all_of(user),
            "keymap": shortcuts.keymap(user),
            "goes": [
                {"key": item["go"], "title": item["title"]} for s in menu for item in s["items"] if item.get("go")
            ],
        },
        "projects": projects,
        "project": next((p for p in projects if p.pk == chosen), projects[0] if len(projects) == 1 else None),
        "idle_seconds": settings.IDLE_MINUTES * 60,
        "way_back": functools.partial(offered, request),
        "todo_url": _url("tasks:list"),
        "todo_count_url": _url("tasks:count"),
        "notices_url": _url("notices:list"),
        "notices_count_url": _url("notices:count"),
        "account_links": account_links(),
        "help_url": _url("help"),
        "news_unread": unread(user),
    }


def account_links() -> list[dict[str, Any]]:
    links = [
        Link(_("My account"), "me", "user"),
        Link(_("Help"), "help", "help-circle"),
        Link(_("Change password"), "account_change_password", "key"),
        Link(_("Two-step sign-in"), "mfa_index", "shield-lock"),
        Link(_("Devices signed in"), "my_sessions", "device-desktop"),
    ]
    return [
        {"title": link.title, "url": _url(link.url_name), "icon": link.icon} for link in links if _url(link.url_name)
    ]
