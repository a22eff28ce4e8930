"""Allocating the month: the supervisor proposes, the manager approves; less than the team's target only with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import Department, User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.kernel.words import listed
from lintel.platform.notices.kinds import Tab, notice_kind
from lintel.platform.notices.sending import notify
from lintel.platform.tasks.kinds import task_kind
from lintel.platform.tasks.todo import settle, todo
from lintel.sales.models import TargetPlan, TargetShare
from lintel.sales.models.target import MEASURES

Status = TargetPlan.Status
APPROVE, REVISE, DECIDED = "sales.approve_targets", "sales.revise_targets", "sales.targets_decided"
task_kind(APPROVE, gettext_lazy("Approve monthly targets"), done_when=lambda p, task: p.status != Status.PROPOSED)
task_kind(REVISE, gettext_lazy("Revise monthly targets"), done_when=lambda p, task: p.status != Status.RETURNED)
notice_kind(DECIDED, gettext_lazy("Monthly targets were decided"), tab=Tab.BUSINESS)


class Share(NamedTuple):
    """What one person is to reach: homes, yuan, yuan, visits. A tuple, so that the trail keeps it in full."""

    person: User
    units: int = 0
    amount: Decimal = Decimal(0)
    collection: Decimal = Decimal(0)
    visits: int = 0


@action(TargetPlan, gettext_lazy("Propose monthly targets"), creates=True, clause="2.2.3.2", button=False)
def propose_targets(
    actor: User, *, project: Project, team: Department, month: date, shares: Sequence[Share], units: int = 0,
    amount: Decimal = Decimal(0), collection: Decimal = Decimal(0), visits: int = 0, shortfall: str = "",
) -> TargetPlan:  # fmt: skip
    """Say what the team is to reach in a month, and who does how much of it."""
    _own_team(actor, team)
    plan = TargetPlan(
        project=project, team=team, month=month.replace(day=1), units=units, amount=amount, collection=collection, visits=visits,
        shortfall=shortfall.strip(), author=actor,
    )  # fmt: skip
    _adds_up(plan, shares)
    plan.full_clean()
    plan.save()
    _write(plan, shares)
    _ask(plan)
    return plan


@action(TargetPlan, gettext_lazy("Revise"), to=Status.PROPOSED, clause="2.2.3.2")
def revise_targets(
    actor: User, plan: TargetPlan, *, shares: Sequence[Share], units: int = 0, amount: Decimal = Decimal(0),
    collection: Decimal = Decimal(0), visits: int = 0, shortfall: str = "",
) -> None:  # fmt: skip
    """Change what was proposed, sent back or approved; the manager decides again."""
    _own_team(actor, plan.team)
    plan.units, plan.amount, plan.collection, plan.visits = units, amount, collection, visits
    plan.shortfall, plan.author, plan.decided_by = shortfall.strip(), actor, None
    _adds_up(plan, shares)
    plan.shares.all().delete()
    _write(plan, shares)
    settle(plan, actor)
    _ask(plan)


@action(TargetPlan, gettext_lazy("Approve"), to=Status.APPROVED, clause="2.2.3.2")
def approve_targets(actor: User, plan: TargetPlan) -> None:
    """The manager lets the targets count."""
    if actor.pk == plan.author_id:
        raise NotPermitted(_("Nobody approves their own targets."), clause="2.2.1.5")
    plan.decided_by = actor
    settle(plan, actor)
    people = [plan.author, *User.objects.filter(target_shares__plan=plan)]
    _tell(plan, people, gettext_lazy("The targets of %(what)s were approved"))


@action(
    TargetPlan, gettext_lazy("Send back"), to=Status.RETURNED, clause="2.2.3.2",
    when=lambda p: p.status in (Status.PROPOSED, Status.RETURNED),
)  # fmt: skip
def return_targets(actor: User, plan: TargetPlan, *, reason: str) -> None:
    """Not like this; the supervisor proposes anew."""
    plan.decided_by = actor
    settle(plan, actor)
    todo(
        REVISE, plan, gettext_lazy("Targets of %(what)s were sent back: %(reason)s"), assignee=plan.author,
        values={"what": str(plan), "reason": reason[:80]}, url=plan.get_absolute_url(), due_at=clock.now() + timedelta(days=1),
    )  # fmt: skip


def _own_team(actor: User, team: Department) -> None:
    if actor.department_id != team.pk and not actor.is_system:
        raise NotPermitted(
            _("A supervisor sets the targets of their own team."),
            clause="2.2.3.2",
            remedy=_("Ask that team's supervisor."),
        )


def _adds_up(plan: TargetPlan, shares: Sequence[Share]) -> None:
    """The shares reach the team's target, or it is explained why not. Raises ``ValidationError`` or ``Refused``."""
    if not any(plan.measures.values()):
        raise ValidationError({"units": _("Say at least one number the team is to reach.")})
    strangers = [s.person for s in shares if s.person.department_id != plan.team_id]
    if strangers:
        raise Refused(
            _("%(name)s is not in this team.") % {"name": strangers[0]}, clause="2.2.3.2",
            remedy=_("Allocate to the people of the team only."),
        )  # fmt: skip
    short = [name for name in MEASURES if sum(Decimal(getattr(s, name)) for s in shares) < plan.measures[name]]
    if short and not plan.shortfall:
        names = listed(str(f.verbose_name) for f in TargetPlan._meta.fields if f.name in short)
        raise ValidationError(
            {"shortfall": _("Less is allocated than the team has to reach (%(what)s). Say why.") % {"what": names}}
        )


def _write(plan: TargetPlan, shares: Sequence[Share]) -> None:
    TargetShare.objects.bulk_create(
        TargetShare(plan=plan, person=s.person, **{name: getattr(s, name) for name in MEASURES}) for s in shares
    )


def _ask(plan: TargetPlan) -> None:
    todo(
        APPROVE, plan, gettext_lazy("Approve the targets of %(what)s"), values={"what": str(plan)}, role="MGR",
        url=plan.get_absolute_url(), due_at=clock.now() + timedelta(days=1),
    )  # fmt: skip


def _tell(plan: TargetPlan, people: Sequence[User], words: str | Promise) -> None:
    notify(
        list(dict.fromkeys(people)), DECIDED, words, values={"what": str(plan)}, url=plan.get_absolute_url(), about=plan,
        event=f"targets:{plan.pk}:{plan.status}:{plan.stamp}",
    )  # fmt: skip
