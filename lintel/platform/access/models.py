"""Roles, and how far each role reaches with each permission."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.posts import POSTS


class Reach(models.TextChoices):
    """How far a permission extends, narrowest first. Always inside the person's projects."""

    OWN = "own", _("Own rows")
    TEAM = "team", _("Own team")
    DEPARTMENT = "department", _("Department and below")
    ALL = "all", _("Everything")

    @property
    def width(self) -> int:
        return _WIDTHS[self]


_WIDTHS = {reach: width for width, reach in enumerate(Reach)}


class Role(models.Model):
    """A post of the policy (one per person), a duty granted on top of a post, or the administrator."""

    class Kind(models.TextChoices):
        POST = "post", _("Post")
        DUTY = "duty", _("Duty")
        SYSTEM = "system", _("System")

    code = models.CharField(_("code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="roles")

    class Meta:
        verbose_name, verbose_name_plural = _("role"), _("roles")

    def __str__(self) -> str:
        return str(POSTS[self.code].title) if self.code in POSTS else self.code


class Grant(models.Model):
    """``role`` may do ``permission`` to rows within ``reach``."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    permission = models.CharField(_("permission"), max_length=120)
    reach = models.CharField(_("reach"), max_length=12, choices=Reach.choices, default=Reach.OWN)

    class Meta:
        verbose_name, verbose_name_plural = _("grant"), _("grants")
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="one_reach_per_role_and_permission")]

    def __str__(self) -> str:
        return f"{self.role.code} {self.permission} {self.reach}"
