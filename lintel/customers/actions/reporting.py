"""What customers say goes up, and somebody answers for having heard it (clause 2.2.4.5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lintel.customers.kinds import ACKNOWLEDGE, REPORT_ANSWERED
from lintel.customers.models import Customer, FieldReport
from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.directory.models import User, supervisor_of
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.notices.sending import notify
from lintel.platform.privacy.scan import redact
from lintel.platform.tasks.todo import settle, todo

Category = FieldReport.Category


@action(Customer, _("Report up"), when=lambda c: c.merged_into_id is None, clause="2.2.4.5")
def report_up(actor: User, customer: Customer, *, category: Category, details: str) -> FieldReport:
    """Feedback of this customer, to the supervisor. Numbers in the text are masked: a report is about the matter."""
    return _sent(actor, customer.project, category, details, customer)


@action(Project, _("Report from the floor"), clause="2.2.4.5", button=False)
def report_from_floor(actor: User, project: Project, *, category: Category, details: str) -> FieldReport:
    """The same without a named customer: what several said, what an anonymous visitor said."""
    return _sent(actor, project, category, details, None)


def _sent(actor: User, project: Project, category: str, details: str, customer: Customer | None) -> FieldReport:
    report = FieldReport.objects.create(
        project=project, customer=customer, author=actor, category=category, details=redact(details)[:1000]
    )
    above = supervisor_of(actor)
    if above is not None:
        todo(
            ACKNOWLEDGE,
            report,
            _("Field report about %(category)s from %(who)s"),
            values={"category": Category(report.category).label, "who": actor},
            assignee=above,
            url=report.get_absolute_url(),
        )
    return report


@action(FieldReport, _("Acknowledge"), to=FieldReport.Status.ACKNOWLEDGED, clause="2.2.4.5")
def acknowledge_report(actor: User, report: FieldReport, *, answer: str = "") -> None:
    """Heard, with or without an answer. One does not acknowledge one's own report."""
    if actor == report.author:
        raise Refused(_("Somebody else must acknowledge your report."), clause="2.2.4.5")
    report.acknowledged_by, report.acknowledged_at, report.answer = actor, clock.now(), answer[:500]
    settle(report, actor)
    notify(
        report.author,
        REPORT_ANSWERED,
        _("%(who)s acknowledged your field report"),
        values={"who": actor},
        url=report.get_absolute_url(),
        about=report,
    )
