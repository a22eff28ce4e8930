"""What the workbench remembers for people: views of lists, half-written forms, and how they like their screen."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lintel.platform.access.models import Reach
from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import Record
from lintel.platform.privacy import cipher


class SavedViewScope(Scope):
    """One's own views, and those that others share with one's team or with everybody."""

    def within(self, model: type[models.Model], user: Any, reach: Reach, prefix: str = "") -> Q:
        shared = Q(**{f"{prefix}shared": SavedView.Shared.EVERYBODY})
        if user.department_id:
            shared |= Q(
                **{f"{prefix}shared": SavedView.Shared.TEAM, f"{prefix}owner__department_id": user.department_id}
            )
        return Q(**{f"{prefix}owner": user}) | shared


class SavedView(Record):
    """A list as somebody likes to see it: its filters, order, columns and look under a name."""

    class Shared(models.TextChoices):
        NO = "no", _("Only me")
        TEAM = "team", _("My team")
        EVERYBODY = "all", _("Everybody")

    TABLE = "table"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    resource = models.CharField(_("list"), max_length=80)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    shared = models.CharField(_("shown to"), max_length=8, choices=Shared.choices, default=Shared.NO)
    columns = models.CharField(_("columns"), max_length=600, blank=True)
    look = models.CharField(pgettext_lazy("of a list", "Look"), max_length=40, blank=True)
    """``TABLE``, or the field of the kanban it is shown as; empty leaves it to whoever opens it."""
    opens_for = models.CharField(_("the list opens with it for"), max_length=12, blank=True)
    """The code of a post: its people find this view when they open the list."""
    pinned = models.BooleanField(_("pinned with its count"), default=False)

    scope = SavedViewScope()

    class Meta:
        verbose_name, verbose_name_plural = _("saved view"), _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "resource", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """A form somebody has not sent yet. Its values may be personal, so they lie encrypted and go after use."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=300, blank=True)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return self.form

    def keep(self, values: dict[str, list[str]]) -> None:
        """Seal what was typed, bound to its person and form."""
        self.sealed = cipher.encrypt(json.dumps(values, ensure_ascii=False), self._context)

    @property
    def values(self) -> dict[str, list[str]]:
        return json.loads(cipher.decrypt(bytes(self.sealed), self._context))

    @property
    def _context(self) -> str:
        return f"workbench.Draft|{self.user_id}|{self.form}"


class Preference(models.Model):
    """How one person likes one thing to look: a column choice, the density of tables, the size of text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences")
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=600)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_preference_of_a_name")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class BulkRun(Record):
    """One deed on more rows than a person waits for: what is to be done, how far it is, and what was refused."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("started by"))
    resource = models.CharField(_("list"), max_length=80)
    deed = models.CharField(_("deed"), max_length=120)
    key = models.CharField(max_length=64)
    back = models.CharField(max_length=1200)
    rows = models.JSONField(default=list)
    """Keys of the chosen rows, in order."""
    sealed = models.BinaryField()
    """What was entered once for all of them; it may name people, so it lies encrypted and goes when the run is done."""
    status = models.CharField(_("state"), max_length=8, choices=Status.choices, default=Status.WAITING)
    tried = models.PositiveIntegerField(_("rows tried"), default=0)
    refused = models.JSONField(default=list)
    """``[key, sentence]`` of each row that was refused."""

    scope = Scope(owner="owner")

    class Meta:
        verbose_name, verbose_name_plural = _("bulk deed"), _("bulk deeds")

    def __str__(self) -> str:
        return self.deed

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return self.tried - len(self.refused)

    @property
    def percent(self) -> int:
        return self.tried * 100 // (self.total or 1)

    def keep(self, values: dict[str, list[str]]) -> None:
        self.sealed = cipher.encrypt(
            json.dumps(values, ensure_ascii=False), f"workbench.BulkRun|{self.owner_id}|{self.key}"
        )

    @property
    def values(self) -> dict[str, list[str]]:
        sealed = bytes(self.sealed)
        return json.loads(cipher.decrypt(sealed, f"workbench.BulkRun|{self.owner_id}|{self.key}")) if sealed else {}
