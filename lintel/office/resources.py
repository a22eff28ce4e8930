"""The list of announcements: for readers what they were told, for those who write them also who has read."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lintel.office import actions, queries, screens, widgets  # noqa: F401  (the card registers itself)
from lintel.office.models import Announcement
from lintel.platform.workbench.columns import Column
from lintel.platform.workbench.resource import Period, Resource, View, chips

Status = Announcement.Status
MINE = [
    ("unread", _("Not read by me")), ("unconfirmed", _("To be confirmed by me")), ("written", _("Written by me")),
]  # fmt: skip
WORDS: dict[str, str | Promise] = {
    "own": _("Written by me"), "unread": _("Unread"), "read": _("Read"), "asked": _("Not confirmed yet"),
    "confirmed": pgettext_lazy("of an announcement", "Confirmed"), "": "",
}  # fmt: skip

chips(
    Announcement, "status",
    {Status.DRAFT: ("mute", "○"), Status.PUBLISHED: ("ok", "●"), Status.WITHDRAWN: ("bad", "✕")},
)  # fmt: skip
chips(
    Announcement, "mine",
    {"own": ("mute", ""), "unread": ("brand", "●"), "read": ("mute", "○"), "asked": ("wait", "◔"), "confirmed": ("ok", "✓")},
)  # fmt: skip


class AnnouncementFilter(django_filters.FilterSet):
    """By what the looking person still has to do, by state, and by whether it holds today."""

    status = django_filters.ChoiceFilter(choices=Status.choices, empty_label=_("State"), label=_("State"))
    mine = django_filters.ChoiceFilter(choices=MINE, empty_label=_("Mine"), label=_("Mine"), method="by_mine")
    now = django_filters.BooleanFilter(label=_("Holds today"), method="by_now")

    class Meta:
        model = Announcement
        fields = ["status", "mine", "now"]

    def by_mine(self, rows: QuerySet[Announcement], name: str, value: str) -> QuerySet[Announcement]:
        user = self.request.user
        if value == "written":
            return rows.filter(author=user)
        return {"unread": queries.unread, "unconfirmed": queries.unconfirmed}[value](rows, user)

    def by_now(self, rows: QuerySet[Announcement], name: str, value: bool) -> QuerySet[Announcement]:
        holding = queries.current().values("pk")
        return rows.filter(pk__in=holding) if value else rows.exclude(pk__in=holding)


def _mine(row: Any) -> str:
    """What the looking person has done about it; the rows bring it along."""
    if row.i_wrote:
        return "own"
    if row.my_receipt is None:
        return ""
    if row.my_confirmed_at:
        return "confirmed"
    if row.must_confirm and row.in_force:
        return "asked"
    return "read" if row.my_read_at else "unread"


def _have_read(row: Any) -> str:
    return f"{row.have_read or 0} / {row.told}" if row.told else ""


class Announcements(Resource):
    """公告: what the department was told."""  # msg: ok

    model = Announcement
    icon = "speakerphone"
    lead = _(
        "What everybody, your team or your post is told. The words of what was published are corrected openly, never edited."
    )
    columns = [
        Column("title"),
        Column("mine", label=_("Mine"), kind="chip", value=_mine, words=WORDS, sort=False),
        "author",
        "starts_on",
        "ends_on",
        Column("must_confirm", sort=False),
        "status",
        Column(
            "have_read", label=_("Have read"), value=_have_read, sort=False, permission="office.publish_announcement"
        ),
    ]
    filterset = AnnouncementFilter
    periods = ["published_at", Period("ends_on", ahead=True)]
    search = ["title", "text"]
    views = [
        View(_("Not read by me"), "mine=unread", count=True),
        View(_("To be confirmed by me"), "mine=unconfirmed", count=True),
        View(_("Holds today"), "now=true"),
    ]
    order = "-pk"
    create = actions.write_announcement
    adding = screens.write
    detail = screens.announcement
    acting = {
        "read": screens.read, "confirm": screens.confirm, "change_announcement": screens.change,
        "publish_announcement": screens.publish, "correct_announcement": screens.correct,
    }  # fmt: skip
    deeds_in_rows = False
    drawer = "wide"
    export = False
    project_path = "project_id"

    def rows(self, user: Any) -> QuerySet[Announcement]:
        """With what this person did about each, and how many have read it."""
        return queries.with_mine(super().rows(user), user).select_related("author", "file")
