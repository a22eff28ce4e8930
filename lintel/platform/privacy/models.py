"""What privacy itself remembers: which values were shown to whom and why, and how far a re-encryption has come."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from lintel.platform.access.scope import Scope


class Purpose(models.TextChoices):
    """Why somebody needs to see a value in plain."""

    FOLLOW_UP = "follow_up", _("Calling the customer back")
    SIGNING = "signing", _("Signing")
    CHECKING = "checking", _("Checking details")
    COMPLAINT = "complaint", _("Handling a complaint")
    OTHER = "other", _("Other")


class Disclosure(models.Model):
    """``actor`` was shown one field of one row in plain, for this purpose. Append-only; the value is not here."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shown to"))
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record"))
    subject_id = models.PositiveBigIntegerField(_("record number"))
    field = models.CharField(_("field"), max_length=60)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    note = models.CharField(_("in words"), max_length=200, blank=True)
    at = models.DateTimeField(_("shown at"), db_index=True)
    expires_at = models.DateTimeField(_("hidden again at"))

    scope = Scope(owner="actor")

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="disclosure_subject"),
            models.Index(fields=["actor", "at"], name="disclosure_actor"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(purpose=Purpose.OTHER) | ~models.Q(note=""), name="other_purposes_are_explained"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} · {self.at:%Y-%m-%d %H:%M}"


class KeyMark(models.Model):
    """Which key ring this database was written with; one row, so that a wrong key file is noticed at start."""

    fingerprint = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.fingerprint


class Reencryption(models.Model):
    """How far one model's rows have been written again with data key ``key_id``; lets a killed job go on."""

    model = models.CharField(max_length=100)
    key_id = models.PositiveIntegerField()
    last_pk = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key_id"], name="one_reencryption_per_model_and_key")]

    def __str__(self) -> str:
        return f"{self.model} → {self.key_id}"
