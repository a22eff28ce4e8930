"""Whom a step asks: the holders of a post in the project, their deputies, and who comes next when nobody holds it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import project_ids
from lintel.platform.approvals.models import Decision, Delegation, Request
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.tasks.people import holders

#: The team supervisor of each of the posts that work in teams.
SUPERVISOR = {"SR": "SS", "PC": "PS", "CR": "CS"}
_UP = {**SUPERVISOR, "SS": "DM", "PS": "DM", "CS": "DM", "DM": "MGR"}


def next_up(post: str) -> str | None:
    """The post that decides when this one is vacant; duties go to the deputy manager, above the manager is nobody."""
    return None if post == "MGR" else _UP.get(post, "DM")


def rank(code: str) -> int:
    """How high a post stands; duties stand beside the posts, at nought."""
    return POSTS[code].rank if code in POSTS else 0


def eligible(post: str, *, asker: User, project_id: int | None) -> list[User]:
    """Who may decide as ``post``: its holders in the project, never the asker; of supervisors, the asker's own."""
    people = [p for p in holders(post, project_id) if p.pk != asker.pk]
    if asker.department_id and post in {SUPERVISOR.get(code) for code in asker.codes}:
        people = [p for p in people if p.department_id == asker.department_id]
    return people


def resolve(steps: Sequence[str], *, asker: User, project_id: int | None) -> list[tuple[str, str, list[User]]]:
    """For each post asked: who really decides, going up where nobody holds it: ``(asked, deciding, people)``.

    A step whose place is taken by a later one, or whose post the asker alone holds at the top, has no people.
    """
    found = []
    for index, asked in enumerate(steps):
        post: str | None = asked
        people = eligible(asked, asker=asker, project_id=project_id)
        while not people and post is not None:
            post = next_up(post)
            if post is None or post in steps[index + 1 :]:
                break
            people = eligible(post, asker=asker, project_id=project_id)
        found.append((asked, post or asked, people))
    return found


def deputy_of(person: User, request: Request, *, ended: Delegation | None = None) -> User | None:
    """Who decides on this person's behalf today; never the asker, and only a member of the project.

    ``ended`` is a delegation that ends in this very deed.
    """
    day = clock.today()
    rows = Delegation.objects.filter(person=person, ended_at=None, starts_on__lte=day, ends_on__gte=day)
    for row in rows.select_related("deputy").order_by("-pk"):
        if row == ended or (row.points and request.point not in row.points):
            continue
        if row.deputy_id != request.asked_by_id and may_act_in(row.deputy, request.project_id):
            return row.deputy
    return None


def own_post(person: User) -> str:
    """What this person is asked as when no step asks them: their post, else a duty of theirs; empty without either."""
    return person.post.code if person.post else min(person.codes, default="")


def may_act_in(person: User, project_id: int | None) -> bool:
    """Whether this person is active and a member of the project, if there is one."""
    return person.is_active and (project_id is None or project_id in project_ids(person))


def may_take_over(person: User, post: str, project_id: int | None) -> bool:
    """Whether a step of ``post`` may be handed to this person: the same post or a higher one, in the project."""
    if not may_act_in(person, project_id):
        return False
    if post in person.codes:
        return True
    least = rank(post) or rank("DM")
    return any(rank(code) > least or (rank(post) == 0 and rank(code) >= least) for code in person.codes)


def still_entitled(decision: Decision) -> bool:
    """Whether the person waited for may still decide: posts change hands while requests wait."""
    person, request = decision.person, decision.request
    if person is None or not may_act_in(person, request.project_id):
        return False
    if decision.added_by_id is not None:
        return True
    if decision.on_behalf_of is not None:
        return may_take_over(decision.on_behalf_of, decision.post, request.project_id)
    return may_take_over(person, decision.post, request.project_id)


def takers(post: str, request: Request, *, but: User) -> list[User]:
    """Whom a step could be handed to, for the form."""
    people = User.objects.people().filter(~Q(pk__in=[but.pk, request.asked_by_id])).order_by("pk")
    return [p for p in people if may_take_over(p, post, request.project_id)]
