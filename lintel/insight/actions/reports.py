"""The daily report is drafted, counted again, signed and corrected; a change of course is written down."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.insight.models import Correction, DailyReport, StrategyNote
from lintel.insight.periods import PRESETS, preset
from lintel.insight.snapshots import changed, take
from lintel.inventory.models import PriceScheme, Project
from lintel.platform.actions.door import action
from lintel.platform.clauses.registry import duty
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.spans import Span
from lintel.platform.tasks.kinds import task_kind
from lintel.platform.tasks.todo import settle, todo
from lintel.sales.models import Offer

Status = DailyReport.Status
SIGN_BY_HOUR = 12
SIGN = "insight.sign_daily_report"


def _is_signed(report: DailyReport, task: object) -> bool:
    return report.status == Status.SIGNED


task_kind(SIGN, gettext_lazy("Sign the daily report"), done_when=_is_signed)


def _month_of(day: date) -> Span:
    return Span(day.replace(day=1), day)


class ReportForm(forms.Form):
    """Of which day."""

    project = forms.ModelChoiceField(Project.objects.all(), label=gettext_lazy("Project"))
    day = DayField(label=gettext_lazy("Day"))


@action(DailyReport, gettext_lazy("Draft a daily report"), creates=True, clause="2.2.3.1", form=ReportForm)
@duty("2.2.3.1", "insight.daily_report", gettext_lazy("Daily report"), cadence=gettext_lazy("every evening"))
def draft_daily_report(actor: User, *, project: Project, day: date) -> DailyReport:
    """Count the figures of a day and of its month so far, and ask the manager to sign them by noon of the next day."""
    if day > clock.today():
        raise Refused(
            _("%(day)s is not over yet.") % {"day": day}, clause="2.2.3.1", remedy=_("Choose today or a day before.")
        )
    if DailyReport.objects.filter(project=project, day=day).exists():
        raise Refused(
            _("There is a report of %(day)s already.") % {"day": day}, clause="2.2.3.1",
            remedy=_("Open it in the list; while it is unsigned it can be counted again."),
        )  # fmt: skip
    report = DailyReport.objects.create(
        project=project,
        day=day,
        of_day=take(actor, project, Span(day, day)),
        of_month=take(actor, project, _month_of(day)),
    )
    todo(
        SIGN, report, gettext_lazy("%(project)s: daily report of %(day)s to be signed"),
        values={"project": project.name, "day": day}, role="MGR", project_id=project.pk, url=report.get_absolute_url(),
        due_at=clock.midnight(day + timedelta(days=1)) + timedelta(hours=SIGN_BY_HOUR),
    )  # fmt: skip
    return report


class SignForm(forms.Form):
    """What the manager adds to the numbers."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What made the day, for whoever reads the numbers. No customer names."),
    )  # fmt: skip


@action(DailyReport, gettext_lazy("Sign off"), to=Status.SIGNED, clause="2.2.1.4", form=SignForm)
def sign_daily_report(actor: User, report: DailyReport, *, comment: str = "") -> None:
    """Put one's name under the figures as the report shows them. From then on they stay; changes are corrections."""
    report.comment = comment.strip()
    report.signed_by, report.signed_at = actor, clock.now()
    settle(report, actor)


@action(DailyReport, gettext_lazy("Count again"), when=lambda r: r.status == Status.DRAFT, clause="2.2.3.1")
def recount_daily_report(actor: User, report: DailyReport) -> None:
    """Replace the figures of an unsigned report by those of this moment."""
    report.of_day = take(actor, report.project, Span(report.day, report.day))
    report.of_month = take(actor, report.project, _month_of(report.day))


@action(
    DailyReport, gettext_lazy("Enter a correction"), when=lambda r: r.status == Status.SIGNED, clause="2.2.1.4",
    labels={"reason": gettext_lazy("Why the figures changed")},
)  # fmt: skip
def correct_daily_report(actor: User, report: DailyReport, *, reason: str) -> None:
    """Put the figures that have changed since signing beside the signed ones, with the reason. Nothing is overwritten."""
    found = changed(report)
    if not found:
        raise Refused(
            _("The figures are still what was signed."), clause="2.2.1.4", remedy=_("There is nothing to correct.")
        )
    for metric, told, now in found:
        Correction.objects.create(
            report=report, key=metric.key, before=told, after=now, reason=reason.strip(), by=actor
        )


class NoteForm(forms.Form):
    """What changes, why, and on which numbers."""

    project = forms.ModelChoiceField(Project.objects.all(), label=gettext_lazy("Project"))
    period = forms.ChoiceField(label=gettext_lazy("Figures of"), choices=list(PRESETS.items()), initial="month")
    title = forms.CharField(label=gettext_lazy("What changes"), max_length=120)
    text = forms.CharField(label=gettext_lazy("Why and how"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    price_scheme = forms.ModelChoiceField(PriceScheme.objects.all(), label=gettext_lazy("Price scheme"), required=False)
    offer = forms.ModelChoiceField(Offer.objects.all(), label=gettext_lazy("Offer"), required=False)


@action(StrategyNote, gettext_lazy("Write a strategy note"), creates=True, clause="2.2.1.4", form=NoteForm)
def write_strategy_note(
    actor: User, *, project: Project, period: str, title: str, text: str, price_scheme: PriceScheme | None = None,
    offer: Offer | None = None,
) -> StrategyNote:  # fmt: skip
    """Write down a change of course; the figures it rests on are counted now and kept with it."""
    for linked in (price_scheme, offer):
        if linked is not None and linked.project_id != project.pk:
            raise Refused(
                _("%(what)s belongs to another project.") % {"what": linked}, clause="2.2.1.4", remedy=_("Choose one of this project."),
            )  # fmt: skip
    kept = take(actor, project, preset(period).now)
    return StrategyNote.objects.create(
        project=project,
        title=title.strip(),
        text=text.strip(),
        figures=kept,
        price_scheme=price_scheme,
        offer=offer,
        author=actor,
    )
