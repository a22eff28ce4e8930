"""When the office is open: its week, and the days that differ from it. Imported by ``kernel.models``."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """A day that does not follow the week: a statutory holiday, or a working day it was swapped with (调休).

    Seeded from the State Council's calendar; an office that stays open on a holiday changes that row to a working day.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("statutory holiday")
        WORKDAY = "workday", _("working day")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        app_label = "kernel"
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class OpeningHours(models.Model):
    """One weekday on which the office is open, and from when to when; a weekday without a row is closed."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, unique=True)
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        app_label = "kernel"
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="closes_after_it_opens",
                violation_error_message=_("The office must close after it opens."),
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
