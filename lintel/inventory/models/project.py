"""The project (楼盘) and the people who work on it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record


class Project(Record):
    """An estate sold under one name. Everything sold belongs to one, and people see only the projects they are in."""

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(
        _("code"), max_length=20, unique=True, help_text=_("Short letters or digits, used in document numbers."),
        validators=[RegexValidator(r"^[A-Za-z0-9-]+$", _("Letters, digits and hyphens only."))],
    )  # fmt: skip
    city = models.CharField(_("city"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    developer = models.CharField(_("developer"), max_length=120, blank=True)
    supervised_bank = models.CharField(_("bank of the supervised account"), max_length=120, blank=True)
    supervised_name = models.CharField(_("name of the supervised account"), max_length=120, blank=True)
    supervised_account = models.CharField(
        _("number of the supervised account"), max_length=40, blank=True,
        help_text=_("The company's own supervised account. Buyers pay presale money into it and nowhere else."),
        validators=[RegexValidator(r"^[0-9 -]{8,40}$", _("Digits only, as printed on the account agreement."))],
    )  # fmt: skip

    scope = Scope(project="pk")

    class Meta:
        verbose_name, verbose_name_plural = _("project"), _("projects")

    def __str__(self) -> str:
        return self.name

    @property
    def has_supervised_account(self) -> bool:
        """Whether bank, holder and number are all recorded, so that a slip can name them (G-09)."""
        return bool(self.supervised_bank and self.supervised_name and self.supervised_account)

    @property
    def supervised_tail(self) -> str:
        """The account as lists show it: dots and the last four digits; empty when none is recorded."""
        digits = "".join(c for c in self.supervised_account if c.isdigit())
        return f"•••• {digits[-4:]}" if digits else ""


class ProjectMember(Record):
    """``user`` works on ``project``: without this row a person sees nothing of it, whatever their post."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships", verbose_name=_("project"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="project_memberships", verbose_name=_("person")
    )

    scope = Scope(project="project")

    class Meta:
        verbose_name, verbose_name_plural = _("project member"), _("project members")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_membership_per_project_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.project}"
