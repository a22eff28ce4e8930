"""Customers and what happens with them: visits, follow-ups, appointments, turns, consents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lintel.customers import looks, queries, widgets  # noqa: F401  (cards and looks register themselves)
from lintel.customers.actions import consents, followups, handing, profile, tags
from lintel.customers.filters import UNGRADED, CustomerFilter, FollowUpFilter
from lintel.customers.kinds import call_url
from lintel.customers.models import (
    Appointment,
    Consent,
    Customer,
    DutyTurn,
    FollowUp,
    Merge,
    NoticeVersion,
    Referral,
    Room,
    Tag,
    Visit,
)
from lintel.customers.screens.customer import customer_page, followup_page
from lintel.customers.tagging import tags_along, with_tags, worn_by
from lintel.customers.thinking import homes_along, homes_of
from lintel.platform.access.scope import may, visible
from lintel.platform.clauses.registry import carries
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.kanban import Kanban
from lintel.platform.workbench.resource import Period, Resource, Tool, View

_ON_A_CARD: list[str | Column] = [
    "tags",
    "next_action_at",
    Column("homes", label=_("Homes of interest"), value=homes_of),
    Column("quiet_days", label=_("Without contact"), unit=_("days"), kind="number"),
]


class Customers(Resource):
    """Mine, my team's, or the project's, by reach."""

    model = Customer
    empty = _("No customer of yours yet. Reception by phone number opens the record.")
    project_path = "project"
    icon = "address-book"
    clause = "5.1.1"
    columns = [
        Column("masked_name", label=_("Customer name"), sort=False),
        "number",
        Column("phone", sort=False),
        Column("grade", label=_("Grade"), value=lambda c: c.grade, edit=profile.set_grade),
        "stage",
        Column("tags", label=_("Tags"), kind="tags", value=worn_by, sort=False),
        "owner",
        "last_contact_at",
        Column("next_action_at", edit=followups.plan_follow_up, edit_as="next_at"),
        Column("next_action", kind="text", sort=False, usual=False),
        Column("channel", sort=False, usual=False),
        Column("protection_days", label=_("Protected"), unit=_("days"), kind="number", sort=False),
    ]
    card = ["grade", "stage", "tags", "last_contact_at", "next_action_at"]
    filterset = CustomerFilter
    periods = [
        Period("first_contact_at", label=_("First visit")),
        "last_contact_at",
        Period("next_action_at", label=_("Next contact on"), ahead=True),
        Period("protected_until", ahead=True),
    ]
    private_search = staticmethod(queries.found)
    search_hint = _("Name, phone, last four digits or number")
    views = [
        View(_("Mine"), "owner=me"),
        View(_("Due today"), "due=today", count=True),
        View(_("Overdue"), "due=late", count=True),
        View(_("New without first follow-up"), "state=first"),
        View(_("Grade A"), "grade=A"),
        View(_("Protection ends in 3 days"), "state=expiring"),
        View(_("To be confirmed"), "state=stale"),
    ]
    kanbans = [
        Kanban("grade", _("Kanban by grade"), ["stage", *_ON_A_CARD], blank=(UNGRADED, _("Not graded yet"))),
        Kanban(
            "stage",
            _("Kanban by stage"),
            ["grade", *_ON_A_CARD],
            why=_(
                "The stage follows from what was done: a visit, a reservation, a contract. So these cards are not moved by hand."
            ),
        ),
    ]
    bulk = [tags.put_tags, tags.take_tags, handing.hand_over_customer]
    back_by = {tags.put_tags: tags.take_tags, handing.hand_over_customer: handing.take_back_hand_over}
    tools = [Tool(followups.record_follow_up, route="customers:follow-up", label=_("Follow up"), key="f")]
    watermark = True
    wide = True
    drawer = "wide"
    list_template = "customers/customer_list.html"
    detail = staticmethod(customer_page)

    def rows(self, user: Any) -> QuerySet[Customer]:
        return with_tags(super().rows(user).filter(merged_into__isnull=True))

    def along(self, user: Any) -> Sequence[Prefetch]:
        return [tags_along(), homes_along(user)]

    def calls(self, user: Any) -> Callable[[Customer], str] | None:
        return call_url if may(user, "customers.reveal_customer") else None


class Visits(Resource):
    """Who came and what came of it."""

    model = Visit
    empty = _("Nobody has come yet. Reception records each visit, also without a name.")
    project_path = "project"
    icon = "door-enter"
    clause = "3.1.1"
    columns = [
        "number",
        "arrived_at",
        Column("customer", sort=False),
        "consultant",
        "outcome",
        "status",
        "party",
        "is_first",
        Column("toured", usual=False),
        Column("channel", sort=False, usual=False),
        Column("summary", wrap=True, sort=False),
    ]
    detail_columns = [
        "number",
        "project",
        "arrived_at",
        "customer",
        "consultant",
        "registered_by",
        "outcome",
        "status",
        "party",
        "is_first",
        "toured",
        "channel",
        Column("why", label=_("Why this consultant"), value=lambda v: " ".join(v.explanation)),
        "summary",
        "started_at",
        "closed_at",
        "claimant",
        "claim",
        "ruling",
        "ruled_by",
        "ruled_because",
    ]
    detail_template = "customers/visit.html"
    card = ["status", "arrived_at", "customer", "consultant"]
    filters = ["status", "outcome", "consultant", "is_first"]
    periods = ["arrived_at"]
    views = [View(_("Being received"), "status=arrived", count=True), View(_("Mine"), "consultant=me")]
    watermark = True


class FollowUps(Resource):
    """What is due with whom; a row leads to the customer."""

    model = FollowUp
    empty = _("Nothing to follow up. Each reception plans the first one within a working day.")
    project_path = "customer__project"
    icon = "phone"
    clause = "2.2.4.4"
    columns = [
        Column("customer", sort=False),
        "due_at",
        Column("purpose", kind="text", sort=False),
        "consultant",
        "status",
        "is_first",
        "done_at",
        "method",
        "result",
        Column("satisfaction", sort=False),
    ]
    card = ["status", "due_at", "purpose"]
    filterset = FollowUpFilter
    periods = ["done_at", Period("due_at", ahead=True)]
    views = [
        View(pgettext_lazy("a follow-up", "Due"), "status=due", count=True),
        View(_("My due"), "status=due&consultant=me"),
        View(_("Done"), "status=done"),
    ]
    default_view = "status=due"
    order = "due_at"
    watermark = True
    wide = True
    list_template = "customers/with_week.html"
    detail = staticmethod(followup_page)

    def calls(self, user: Any) -> Callable[[FollowUp], str] | None:
        return (lambda row: call_url(row.customer)) if may(user, "customers.reveal_customer") else None


class Appointments(Resource):
    model = Appointment
    empty = _("Nothing has been agreed with a customer. Appointments are made on the customer's page.")
    project_path = "customer__project"
    icon = "calendar-event"
    clause = "2.2.4.3"
    columns = ["kind", "starts_at", "ends_at", Column("customer", sort=False), "consultant", "room", "status"]
    detail_columns = ["kind", "starts_at", "ends_at", "customer", "consultant", "room", "status", "reason"]
    card = ["status", "starts_at", "customer", "consultant"]
    filters = ["status", "kind", "room", "consultant"]
    periods = [Period("starts_at", label=_("Day"), ahead=True)]
    views = [View(_("Booked"), "status=booked", count=True), View(_("Mine"), "consultant=me")]
    order = "starts_at"
    watermark = True
    list_template = "customers/with_week.html"


class Rooms(Resource):
    model = Room
    empty = _("No room is listed. Appointments can be given one as soon as it is.")
    icon = "door-enter"
    columns = ["name", "project", "in_use"]
    form = ["project", "name", "in_use"]
    order = "name"


class Tags(Resource):
    """The words a project puts on its customers."""

    model = Tag
    empty = _("No tag yet. A few agreed words find customers again by what no other field says.")
    project_path = "project"
    icon = "tags"
    clause = "5.1.1"
    columns = [
        Column("name", label=_("Tag")),
        "tone",
        Column("wearers", label=_("Customers"), kind="number", sort=False),
        "active",
        "project",
    ]
    filters = ["active"]
    views = [View(_("In use"), "active=true")]
    search = ["name"]
    create = tags.add_tag
    order = "name"

    def rows(self, user: Any) -> QuerySet[Tag]:
        mine = Q(taggings__customer__in=visible(Customer, user).filter(merged_into__isnull=True))
        return super().rows(user).annotate(wearers=Count("taggings", filter=mine))


class DutyTurns(Resource):
    """Duty lists of all days; today's is the floor board."""

    model = DutyTurn
    empty = _("Nobody is on duty. The supervisor puts consultants into the rotation on the sales floor.")
    project_path = "project"
    icon = "users-group"
    clause = "3.1.1"
    columns = ["consultant", "day", "place", "receptions", "last_turn_at", "status", "project"]
    filters = ["status", "consultant"]
    periods = [Period("day", ahead=True)]
    order = "-day"


class Notices(Resource):
    model = NoticeVersion
    empty = _("No privacy notice has been published. Without one no personal data may be taken down.")
    icon = "shield-check"
    clause = "3.1.3"
    columns = ["version", "effective_on", Column("text", wrap=True, sort=False)]
    create = consents.publish_notice
    order = "-version"


class Merges(Resource):
    model = Merge
    empty = _("No records have been merged. Likely doubles are shown on the customer's page.")
    icon = "users"
    clause = "5.1.1"
    columns = ["kept", "dropped", "reason", "created_at", "undone_at"]
    periods = ["created_at"]


class Referrals(Resource):
    model = Referral
    empty = _("Nobody has brought a friend yet. Who introduced whom is asked at reception.")
    icon = "user-plus"
    clause = "3.2.3"
    columns = [
        "referrer",
        "customer",
        "relation",
        "registered_by",
        "registered_at",
        Column("customer__stage", label=_("Stage")),
    ]
    filters = ["relation"]
    periods = ["registered_at"]


class Consents(Resource):
    """Consents given and withdrawn, with the notice version behind each."""

    model = Consent
    empty = _("No consent has been recorded. It is given at reception, with the version of the notice.")
    icon = "clipboard-check"
    clause = "3.1.3"
    columns = ["customer", "purpose", "notice", "how", "witness", "given_at", "withdrawn_at"]
    filters = ["purpose", "how"]
    periods = ["given_at", "withdrawn_at"]


for number, name, title, permission in (
    ("3.1.1", "customers:reception", _("Reception"), "customers.check_in"),
    ("3.1.1", "customers:floor", _("Floor board"), "customers.view_dutyturn"),
    ("5.1.1", "customers:pool", _("Customer pool"), "customers.take_from_pool"),
    ("2.2.4.2", "customers:kit", _("Sales kit"), "customers.view_fact"),
    ("2.2.4.1", "customers:add-lead", _("Add a lead"), "customers.add_lead"),
):
    carries(number, "screen", name, title, url_name=name, permission=permission)
carries(
    "5.1.2",
    "screen",
    "customers.customer_page",
    _("Customer page with five groups"),
    url_name="customers:customer-list",
    permission="customers.view_customer",
)
carries(
    "3.2.2",
    "screen",
    "customers.interests",
    _("Homes of interest"),
    url_name="customers:customer-list",
    permission="customers.view_interest",
)
carries(
    "3.2.2",
    "screen",
    "customers.matching",
    _("Units that fit"),
    url_name="customers:customer-list",
    permission="customers.view_customer",
)
