"""The seals of the trail: a chain of keyed digests in which every entry has its place."""

from django.db import models


class Seal(models.Model):
    """Entry number ``seq`` of the chain: ``digest`` covers the entry, its place, and the seal before it."""

    seq = models.PositiveBigIntegerField(unique=True)
    entry = models.OneToOneField("audit.Entry", models.PROTECT, related_name="seal")
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    form = models.PositiveSmallIntegerField()
    late = models.BooleanField(default=False)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seq}: {self.digest[:12]}"
