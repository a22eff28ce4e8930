"""Telling people about requests: who is asked, and who waits for the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lintel.platform.approvals.models import Decision, Request
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.notices.sending import notify, over
from lintel.platform.tasks.kinds import Told, task_kind
from lintel.platform.tasks.models import Priority, Task
from lintel.platform.tasks.todo import settle, todo

WAITING = notice_kind("approvals.waiting", _("A request waits for your approval"), tab=Tab.APPROVAL, mail=True)
REMINDED = notice_kind("approvals.reminded", _("You are reminded of a request"), tab=Tab.APPROVAL, mail=True)
DECIDED = notice_kind("approvals.decided", _("Your request was decided"), tab=Tab.APPROVAL, mail=True)
COPIED = notice_kind("approvals.copied", _("A request was copied to you"), tab=Tab.APPROVAL, mail=False)
SAID = notice_kind("approvals.remark", _("A remark on a request"), tab=Tab.APPROVAL, mail=False)


def _decided(request: Request, task: Task) -> bool:
    waiting = Decision.objects.filter(request=request, status=Decision.Status.PENDING, person=task.assignee_id)
    return request.status != Request.Status.RUNNING or not waiting.exists()


def _sent_again(request: Request, task: Task) -> bool:
    return request.status != Request.Status.RETURNED


def _about(tasks: list[Task]) -> dict[int, Told]:
    """What it is about and the number that matters, as said when it was asked."""
    rows = Request.objects.filter(pk__in=[t.about_id for t in tasks]).select_related("asked_by")
    known = {r.pk: r for r in rows}
    return {t.pk: Told(known[t.about_id].in_short) for t in tasks if t.about_id in known}


DECIDE = task_kind(
    "approvals.decide",
    _("Decide a request"),
    done_when=_decided,
    waited_for=True,
    escalates=(timedelta(0), timedelta(hours=4), timedelta(hours=24)),
    tell=_about,
)
RESUBMIT = task_kind("approvals.resubmit", _("Answer a request that was sent back"), done_when=_sent_again)


def ask_to_decide(decision: Decision) -> None:
    """A to-do and a notice for the person being waited for."""
    request, person = decision.request, decision.person
    values = {"who": str(request.asked_by), "what": request.title}
    todo(
        DECIDE.code,
        request,
        _("%(what)s: %(who)s asks for approval"),
        values=values,
        assignee=person,
        project_id=request.project_id,
        url=request.get_absolute_url(),
        due_at=request.due_at,
        priority=Priority.HIGH,
    )
    assert person is not None
    notify(
        person,
        WAITING.code,
        _("%(who)s asks for approval: %(what)s"),
        url=request.get_absolute_url(),
        values=values,
        about=request,
        event=f"approval:{decision.pk}",
    )


def tell_asker(request: Request, title: str | Promise) -> None:
    """The asker hears how it went, and so do those who were sent a copy."""
    for people, kind in (([request.asked_by], DECIDED), (list(request.copied_to.all()), COPIED)):
        notify(
            people,
            kind.code,
            title,
            url=request.get_absolute_url(),
            values=_what(request),
            about=request,
            event=f"approval:{request.pk}:{request.round}:{request.status}",
        )


def tell_copies(request: Request) -> None:
    """Those sent a copy hear of the request when it is made."""
    notify(
        list(request.copied_to.all()),
        COPIED.code,
        _("%(who)s asks for approval: %(what)s"),
        url=request.get_absolute_url(),
        values={**_what(request), "who": str(request.asked_by)},
        about=request,
        event=f"approval:{request.pk}:asked",
    )


def ask_again(request: Request) -> None:
    """It went back to the asker: a to-do until it is sent again or withdrawn."""
    todo(
        RESUBMIT.code,
        request,
        _("Sent back: %(what)s"),
        values=_what(request),
        assignee=request.asked_by,
        project_id=request.project_id,
        url=request.get_absolute_url(),
        priority=Priority.HIGH,
    )


def settle_request(request: Request, actor: Any) -> None:
    """Close the to-dos that are done by now, and what was told to those who need not answer any more."""
    settle(request, actor)
    waited = Decision.objects.filter(request=request, status=Decision.Status.PENDING)
    live = request.status == Request.Status.RUNNING
    over(request, WAITING.code, REMINDED.code, but=waited.values_list("person", flat=True) if live else ())


def remind_waiting(request: Request, *, event: str) -> int:
    """Tell those being waited for once more; returns how many."""
    people = [d.person for d in request.decisions.filter(status=Decision.Status.PENDING) if d.person]
    values = {**_what(request), "who": str(request.asked_by)}
    told = notify(
        people,
        REMINDED.code,
        _("%(who)s reminds you: %(what)s"),
        url=request.get_absolute_url(),
        values=values,
        about=request,
        event=event,
    )
    return len(told)


def tell_remark(request: Request, by: Any) -> None:
    """Everybody concerned with a live request hears that something was said."""
    people = [d.person for d in request.decisions.filter(status=Decision.Status.PENDING) if d.person]
    others = [p for p in (*people, request.asked_by) if p != by]
    notify(
        others,
        SAID.code,
        _("%(who)s remarked on: %(what)s"),
        url=request.get_absolute_url(),
        values={**_what(request), "who": str(by)},
        about=request,
    )


def _what(request: Request) -> dict[str, Any]:
    return {"what": request.title}
