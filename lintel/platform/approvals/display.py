"""How a request is shown: its facts, its steps, and what the viewer may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.posts import POSTS
from lintel.platform.access.scope import visible
from lintel.platform.approvals import actions
from lintel.platform.approvals.deciding import may_take_back
from lintel.platform.approvals.facts import for_eyes_of, history_of
from lintel.platform.approvals.models import Decision, Request
from lintel.platform.approvals.people import takers
from lintel.platform.approvals.queries import my_decision
from lintel.platform.approvals.steps import NOTES, TAKEN_BACK
from lintel.platform.attachments.queries import files_for
from lintel.platform.directory.models import User

DONE, NOW, NEXT, BAD, PASSED = "done", "now", "next", "bad", "passed"
"""``PASSED``: this person's part is over without a yes; only agreement is ticked."""
_STATES: dict[str, str] = {
    Decision.Status.PENDING: NOW,
    Decision.Status.APPROVED: DONE,
    Decision.Status.REJECTED: BAD,
    Decision.Status.RETURNED: BAD,
}


CHIPS: dict[str, tuple[str | Promise, ...]] = {
    "approve": (_("Agreed, within the limits"), _("Agreed for this case only")),
    "refuse": (_("The reason is not convincing"), _("Not in line with the policy"), _("Papers are missing")),
    "return_to": (_("Please add the missing papers"), _("Please check the amount"), _("Please explain in more detail")),
}
"""What is said most often, one tap away."""


@dataclass(frozen=True)
class StepShown:
    """One line of the vertical steps."""

    title: str | Promise
    state: str
    text: str
    at: datetime | None
    who: str = ""
    """Whose face stands beside it."""


def steps_of(request: Request) -> list[StepShown]:
    """Everything that happened and will happen, from the asking to the last step."""
    shown = [
        StepShown(_t("%(who)s asked") % {"who": request.asked_by}, DONE, "", request.created_at, str(request.asked_by))
    ]
    said = [d for d in request.decisions.all() if d.status != Decision.Status.LAPSED or d.note == TAKEN_BACK]
    shown += [_said(d) for d in said]
    if request.status == Request.Status.RUNNING:
        shown += [
            StepShown(POSTS[r["post"]].title if r["post"] in POSTS else r["post"], NEXT, "", None)
            for r in request.route[request.position :]
        ]
    elif request.status != Request.Status.APPROVED:
        shown.append(StepShown(request.get_status_display(), BAD, "", request.closed_at))
    return shown


def _said(decision: Decision) -> StepShown:
    who = str(decision.person) if decision.person else ""
    if decision.on_behalf_of:
        who = _t("%(who)s for %(whom)s") % {"who": who, "whom": decision.on_behalf_of}
    title = f"{who} · {decision.post_title}" if who else str(decision.post_title)
    words = [str(decision.get_status_display()), str(NOTES.get(decision.note, "")), decision.comment]
    return StepShown(
        title,
        _STATES.get(decision.status, PASSED),
        " · ".join(w for w in words if w),
        decision.decided_at or (None if decision.waited_for else decision.updated_at),
        str(decision.person or ""),
    )


def detail_context(request: Request, user: User) -> dict[str, Any]:
    """All the detail panel needs, computed now: facts as they are, what changed since, steps and possible deeds."""
    said = request.facts_now() if request.live else None
    facts = said.facts if said else request.facts
    mine = my_decision(request, user)
    changed = bool(said and said.hash != request.facts_hash)
    if changed:
        facts = _with_before(facts, request.facts)
    facts = for_eyes_of(user, facts, decides=mine is not None)
    subject_url = _subject_url(request, user)
    return {
        "shown": request,
        "facts": facts,
        "seen": said.hash if said else "",
        "changed": changed,
        "chips": CHIPS,
        "history": history_of(request.at, request.subject, request) if request.live else [],
        "ladder": steps_of(request),
        "remarks": list(request.remarks.select_related("person")),
        "mine": mine,
        "earlier": _earlier(request) if mine else [],
        "takers": takers(mine.post, request, but=user) if mine else [],
        "colleagues": _colleagues(request, user) if mine else [],
        "may_take_back": mine is None and may_take_back(user, request) is not None,
        "may_withdraw": request.asked_by_id == user.pk and actions.withdraw.offered(user, request),
        "may_resubmit": request.asked_by_id == user.pk and request.status == Request.Status.RETURNED,
        "may_remind": request.asked_by_id == user.pk and request.status == Request.Status.RUNNING,
        "subject_url": subject_url,
        "files": files_for(user, request.subject) if subject_url and request.subject else [],
    }


def _with_before(now: list[dict[str, Any]], asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each fact that differs, with what it was when it was asked."""
    if len(now) != len(asked):
        return now
    return [
        {**fact, "before": before["value"] if before["value"] != fact["value"] else ""}
        for fact, before in zip(now, asked, strict=True)
    ]


def _earlier(request: Request) -> list[tuple[int, str]]:
    """Where it can be sent back to."""
    rungs = enumerate(request.route[: request.position - 1], start=1)
    steps = [(k, str(POSTS[r["post"]].title if r["post"] in POSTS else r["post"])) for k, r in rungs]
    return [(0, _t("the asker, %(who)s") % {"who": request.asked_by}), *steps]


def _colleagues(request: Request, user: User) -> list[User]:
    """Whom one could ask first: members of the project other than the asker and oneself."""
    people = User.objects.people().exclude(pk__in=[user.pk, request.asked_by_id]).order_by("pinyin", "pk")
    if request.project_id is not None:
        people = people.filter(project_memberships__project_id=request.project_id)
    return list(people)


def _subject_url(request: Request, user: User) -> str:
    """Where the row itself is shown, for whoever may see it."""
    subject = request.subject
    if subject is None or not hasattr(subject, "scope") or not hasattr(subject, "get_absolute_url"):
        return ""
    if not visible(type(subject), user).filter(pk=subject.pk).exists():
        return ""
    try:
        return subject.get_absolute_url()
    except NoReverseMatch:
        return ""
