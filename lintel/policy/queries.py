"""What people want to know about the policy: what each clause asks for, what carries it out, and how much was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import may, view_permission, visible
from lintel.platform.audit.models import Entry
from lintel.platform.clauses import registry
from lintel.platform.clauses.registry import Carrier
from lintel.platform.clauses.words import Clause, Heading, LegalRule
from lintel.platform.kernel import clock

KINDS: dict[str, Promise] = {
    "screen": _("Screens"),
    "resource": _("Lists"),
    "action": _("Deeds"),
    "measure": _("Measures"),
    "duty": _("Recurring duties"),
    "rule": _("Legal checks"),
}
EVERYBODY = "ALL"


@dataclass(frozen=True)
class Shown:
    """A carrier as one person may see it: ``url`` is empty where there is nothing to open or it may not be opened."""

    carrier: Carrier
    title: str
    url: str
    allowed: bool
    deeds: int
    """Entries in the trail this month for this deed, as far as the person may see the trail; 0 for other kinds."""


@dataclass(frozen=True)
class ClauseView:
    """A clause with what carries it out, grouped by kind in the order of ``KINDS``."""

    clause: Clause
    posts: list[str]
    groups: list[tuple[str, list[Shown]]]
    deeds: int

    @property
    def carried(self) -> bool:
        return bool(self.groups)


@dataclass(frozen=True)
class Section:
    """A heading with the clauses directly under it."""

    heading: Heading
    clauses: list[ClauseView]


@dataclass(frozen=True)
class ChapterView:
    """One chapter of the policy after filtering; sections without a clause left are gone."""

    heading: Heading
    sections: list[Section]


def policy_for(user: Any, *, chapter: str = "", post: str = "", open_only: bool = False) -> list[ChapterView]:
    """Return the policy as this person sees it; one query for all counts.

    ``post`` keeps the clauses that give work to that post (those for everybody included), ``open_only`` those that
    nothing in the software carries out yet. Unknown chapters and posts find nothing.
    """
    deeds = deeds_this_month(user, registry.carriers("action"))
    wanted = [
        clause_view(one, user, deeds)
        for one in registry.clauses(chapter=chapter)
        if (not post or {post, EVERYBODY} & set(one.roles)) and not (open_only and registry.carriers_of(one.number))
    ]
    shown = (ChapterView(heading, _sections(heading, wanted)) for heading in registry.chapters())
    return [one for one in shown if one.sections]


def clause_view(clause: Clause, user: Any, deeds: Counter[str] | None = None) -> ClauseView:
    """Return one clause as this person sees it."""
    carriers = registry.carriers_of(clause.number)
    counted = deeds_this_month(user, carriers) if deeds is None else deeds
    shown = [_shown(one, user, counted) for one in carriers]
    groups = [(str(title), [s for s in shown if s.carrier.kind == kind]) for kind, title in KINDS.items()]
    return ClauseView(clause, posts_of(clause), [g for g in groups if g[1]], sum(s.deeds for s in shown))


def deeds_this_month(user: Any, carriers: Iterable[Carrier]) -> Counter[str]:
    """Return how often each deed was done this calendar month, in the part of the trail this person may see.

    Whoever may not see the trail counts only what they did themselves.
    """
    names = [one.name for one in carriers if one.kind == "action"]
    if not names:
        return Counter()
    rows = visible(Entry, user) if may(user, view_permission(Entry)) else Entry.objects.filter(actor=user)
    start = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    counts = rows.filter(at__gte=start, deed__in=names).order_by().values_list("deed").annotate(Count("pk"))
    return Counter(dict(counts))


def coverage() -> tuple[int, int]:
    """Return (clauses that something carries out, all clauses)."""
    everything = {one.number for one in registry.clauses()}
    return len(everything & registry.claimed()), len(everything)


def rules_of(clause: Clause) -> list[LegalRule]:
    """Return the rules of law that bear on a clause: by our table, or because code that enforces one says so."""
    said = {one.title for one in registry.carriers_of(clause.number, "rule")}
    return [law for law in registry.laws() if clause.number in law.clauses or law.number in said]


def neighbours(clause: Clause) -> tuple[Clause | None, Clause | None]:
    """Return the clauses before and after this one."""
    everything = registry.clauses()
    at = everything.index(clause)
    return (everything[at - 1] if at else None), (everything[at + 1] if at + 1 < len(everything) else None)


def posts_of(clause: Clause) -> list[str]:
    """Return the titles of the posts and duties a clause gives work to."""
    return [str(_("Everybody")) if code == EVERYBODY else str(POSTS[code].title) for code in clause.roles]


def post_choices() -> list[tuple[str, str]]:
    """Return (code, title) of the posts and duties that some clause names, in the order of the posts."""
    named = {code for clause in registry.clauses() for code in clause.roles}
    return [(code, str(post.title)) for code, post in POSTS.items() if code in named]


def _sections(chapter: Heading, views: list[ClauseView]) -> list[Section]:
    numbers = dict.fromkeys(v.clause.section for v in views if v.clause.chapter == chapter.number)
    return [Section(registry.heading(number), [v for v in views if v.clause.section == number]) for number in numbers]


def _shown(carrier: Carrier, user: Any, deeds: Counter[str]) -> Shown:
    needed = carrier.name if carrier.kind == "action" else carrier.permission
    allowed = not needed or may(user, needed)
    title, url = str(carrier.title), _address(carrier) if allowed else ""
    if carrier.kind == "rule":
        title, url = str(registry.law(title)), reverse("policy:rule", args=[title])
    return Shown(carrier, title, url, allowed, deeds[carrier.name] if carrier.kind == "action" else 0)


def _address(carrier: Carrier) -> str:
    try:
        return reverse(carrier.url_name) if carrier.url_name else ""
    except NoReverseMatch:  # A detail page needs a row; it is named, not linked.
        return ""
