"""Today's duty list: who is there to receive, in which order, and every change with its reason (clause 3.1.1)."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lintel.customers.kinds import TURN_OVERRIDDEN
from lintel.customers.models import DutyTurn
from lintel.inventory.models import Project
from lintel.platform.access.scope import project_ids
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.sending import notify

Status = DutyTurn.Status


@action(Project, _("Put on the duty list"), clause="3.1.1", button=False)
def put_on_duty(actor: User, project: Project, *, consultant: User) -> DutyTurn:
    """Add a consultant at the end of today's list; somebody who went off duty comes back to the old place."""
    if project.pk not in project_ids(consultant) or not consultant.codes & {"SR", "SS"}:
        raise Refused(
            _("Only consultants of this project go on the duty list."),
            clause="3.1.1",
            remedy=_("Choose a consultant of the project."),
        )
    today = DutyTurn.objects.filter(project=project, day=clock.today())
    known = today.filter(consultant=consultant).first()
    if known is not None:
        known.status = Status.QUEUED
        known.save()
        return known
    place = (today.aggregate(last=Max("place"))["last"] or 0) + 1
    return DutyTurn.objects.create(project=project, day=clock.today(), consultant=consultant, place=place)


def _waiting(turn: DutyTurn) -> bool:
    return turn.status in (Status.QUEUED, Status.RECEIVING)


def _paused(turn: DutyTurn) -> bool:
    return turn.status in (Status.PAUSED, Status.OFF)


@action(DutyTurn, _("Pause"), when=_waiting, clause="3.1.1")
def pause_turn(actor: User, turn: DutyTurn, *, reason: str) -> None:
    """No turns for now: lunch, a meeting, a signing."""
    turn.status = Status.PAUSED


@action(DutyTurn, _("Resume"), when=_paused, clause="3.1.1")
def resume_turn(actor: User, turn: DutyTurn) -> None:
    """Back on the list."""
    turn.status = Status.QUEUED


@action(DutyTurn, _("Off duty"), when=lambda t: t.status != Status.OFF, clause="3.1.1")
def leave_duty(actor: User, turn: DutyTurn) -> None:
    """Done for today."""
    turn.status = Status.OFF


@action(DutyTurn, _("Skip this turn"), when=lambda t: t.status == Status.QUEUED, clause="3.1.1")
def skip_turn(actor: User, turn: DutyTurn, *, reason: str) -> None:
    """The turn passes to the next; it counts as used, so nobody gains by being skipped. The consultant is told why."""
    turn.receptions += 1
    turn.last_turn_at = clock.now()
    if turn.consultant != actor:
        notify(turn.consultant, TURN_OVERRIDDEN, _("Your turn was skipped: %(reason)s"), values={"reason": reason})
