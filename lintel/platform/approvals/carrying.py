"""Carrying out what a request came to, through the door, with the request as the authority."""

from __future__ import annotations

from typing import Any

from django.db import models

from lintel.platform.actions.door import Action
from lintel.platform.approvals.models import Request
from lintel.platform.approvals.points import Point, _nothing


def locked_subject(request: Request) -> models.Model:
    """The row it is about, read again under its lock; decisions look at this one and no other."""
    return request.at.model._default_manager.select_for_update(of=("self",)).get(pk=request.subject_id)


def carry_out(actor: Any, request: Request, outcome: str, subject: models.Model | None = None) -> None:
    """Do what the point does when it is ``granted``, ``refused``, ``returned``, ``withdrawn`` or ``expired``."""
    body = getattr(request.at, outcome)
    if body is _nothing:
        return
    deed = body if isinstance(body, Action) else _as_action(request.at, outcome, body)
    # The inner half of the door: the actor's reach is not asked, because the request stands for it.
    deed.on_authority(actor, subject or locked_subject(request), request=request)


def _as_action(point: Point, outcome: str, body: Any) -> Action:
    """A plain function gets the door's paperwork: lifecycle, precise write, trail."""

    def deed(actor: Any, subject: Any, *, request: Request) -> Any:
        return body(actor, subject, request)

    deed.__module__ = body.__module__
    name = f"{point.name.rsplit('.', 1)[-1]}_{outcome}"
    return Action(body=deed, model=point.model, name=name, label=point.title, clause=point.clause, button=False)
