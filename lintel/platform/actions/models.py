"""What a retried request must find again: the idempotency keys of deeds already done."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from lintel.platform.kernel import clock


class DoneOnce(models.Model):
    """``user`` did ``deed`` under ``key``; stored in the transaction of the deed itself, kept for seven days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    deed = models.CharField(max_length=120)
    body_hash = models.CharField(max_length=64)
    result_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    result_id = models.PositiveBigIntegerField(null=True)
    result = GenericForeignKey("result_type", "result_id")
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_deed_per_key")]

    def __str__(self) -> str:
        return f"{self.deed} {self.key}"
