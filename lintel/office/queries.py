"""Whom an announcement is for, and who has read it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, When

from lintel.office.models import Announcement, Receipt, Wording
from lintel.platform.access.scope import visible
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.words import listed

Status = Announcement.Status


def audience(announcement: Announcement) -> QuerySet[User]:
    """Everybody it is for as things stand now, without its author; a department stands for its teams as well."""
    people = User.objects.people().filter(project_memberships__project_id=announcement.project_id)
    if announcement.posts:
        people = people.filter(roles__code__in=announcement.posts)
    if teams := list(announcement.teams.all()):
        within = Q()
        for team in teams:
            within |= Q(department__path__startswith=team.path)
        people = people.filter(within)
    return people.exclude(pk=announcement.author_id).distinct().order_by("department__path", "pinyin", "pk")


@dataclass(frozen=True)
class Reaches:
    """How many people it would reach, by team and by name: what is shown before it is published."""

    people: list[User]

    @property
    def total(self) -> int:
        return len(self.people)

    @property
    def teams(self) -> list[tuple[Any, int, str]]:
        """Each team with how many of it, and their names."""
        counted = Counter(p.department for p in self.people)
        return [(team, n, listed(str(p) for p in self.people if p.department == team)) for team, n in counted.items()]


def reaches(announcement: Announcement) -> Reaches:
    """Whom publishing it now would tell."""
    return Reaches(list(audience(announcement).select_related("department")))


def untold(announcement: Announcement) -> QuerySet[User]:
    """People it is for who have not been told: everybody at first, later whoever has joined."""
    return audience(announcement).exclude(pk__in=announcement.receipts.values("person"))


def current() -> QuerySet[Announcement]:
    """What holds today."""
    today = clock.today()
    return Announcement.objects.filter(status=Status.PUBLISHED, starts_on__lte=today, ends_on__gte=today)


def receipt_of(user: Any, announcement: Announcement) -> Receipt | None:
    """What this person was told of it; None for its author and for those it is not for."""
    return Receipt.objects.filter(person=user, announcement=announcement).first()


def with_mine(rows: QuerySet[Announcement], user: Any) -> QuerySet[Announcement]:
    """Each announcement with what this person did about it, and how many it was told and have read it."""
    mine = Receipt.objects.filter(announcement=OuterRef("pk"), person=user.pk)
    counted = Receipt.objects.filter(announcement=OuterRef("pk")).order_by().values("announcement")
    return rows.annotate(
        i_wrote=Case(When(author=user.pk, then=True), default=False, output_field=BooleanField()),
        my_receipt=Subquery(mine.values("pk")[:1]),
        my_read_at=Subquery(mine.values("read_at")[:1]),
        my_confirmed_at=Subquery(mine.values("confirmed_at")[:1]),
        told=Subquery(counted.annotate(n=Count("pk")).values("n")),
        have_read=Subquery(counted.annotate(n=Count("pk", filter=Q(read_at__isnull=False))).values("n")),
    )


def unread(rows: QuerySet[Announcement], user: Any) -> QuerySet[Announcement]:
    """Of these, what holds today and this person has not read."""
    mine = Receipt.objects.filter(person=user.pk, read_at=None).values("announcement")
    return rows.filter(pk__in=mine).filter(pk__in=current().values("pk"))


def unconfirmed(rows: QuerySet[Announcement], user: Any) -> QuerySet[Announcement]:
    """Of these, what holds today, must be confirmed, and was not by this person."""
    mine = Receipt.objects.filter(person=user.pk, confirmed_at=None).values("announcement")
    return rows.filter(pk__in=mine, must_confirm=True).filter(pk__in=current().values("pk"))


def on_the_board(user: Any) -> QuerySet[Announcement]:
    """What holds today and was told to this person or written by them, newest first."""
    rows = visible(current(), user).filter(Q(author=user) | Q(receipts__person=user)).distinct()
    return with_mine(rows, user).select_related("author").order_by("-published_at", "-pk")


@dataclass
class Readers:
    """Who stands where with the present version, by name."""

    unread: list[Receipt] = field(default_factory=list)
    read: list[Receipt] = field(default_factory=list)
    confirmed: list[Receipt] = field(default_factory=list)

    @property
    def everybody(self) -> list[Receipt]:
        """Those who still have to do something first."""
        return [*self.unread, *self.read, *self.confirmed]


def readers(announcement: Announcement) -> Readers:
    """The receipts of the present version in three heaps, the names in order."""
    found = Readers()
    rows = announcement.receipts.select_related("person__department").order_by("person__pinyin", "pk")
    for one in rows:
        heap = found.confirmed if one.confirmed_at else found.read if one.read_at else found.unread
        heap.append(one)
    return found


def to_be_reminded(announcement: Announcement) -> QuerySet[Receipt]:
    """Who has not read it; and who has not confirmed it when that is asked."""
    waiting = Q(read_at=None) | (Q(confirmed_at=None) if announcement.must_confirm else Q(pk__in=[]))
    return announcement.receipts.filter(waiting, person__is_active=True).select_related("person").order_by("pk")


def earlier_wordings(announcement: Announcement) -> QuerySet[Wording]:
    """The versions that were replaced, newest first, each with why."""
    return (
        announcement.wordings.filter(version__lt=F("announcement__version")).select_related("by").order_by("-version")
    )


def present_wording(announcement: Announcement) -> Wording | None:
    """The version people read now; None before it is published."""
    return announcement.wordings.filter(version=announcement.version).select_related("by").first()


def project_names(user: Any) -> dict[int, str]:
    """The projects of a person by key, as choices and columns name them."""
    rows = user.project_memberships.select_related("project").order_by("project_id")
    return {member.project_id: str(member.project) for member in rows}
