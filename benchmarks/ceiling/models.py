"""Four bare tables with the same constraints the product relies on, and one table to list."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Home(models.Model):
    status = models.CharField(max_length=12, default="free")

    def __str__(self) -> str:
        return str(self.pk)


class Taken(models.Model):
    home = models.ForeignKey(Home, models.PROTECT)
    user = models.IntegerField()
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home"], condition=Q(live=True), name="one_live")]

    def __str__(self) -> str:
        return str(self.home_id)


class Deed(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    user = models.IntegerField()
    what = models.CharField(max_length=60)
    body = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.what


class Once(models.Model):
    key = models.CharField(max_length=64)
    user = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_key")]

    def __str__(self) -> str:
        return self.key


class Person(models.Model):
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, db_index=True)
    last4 = models.CharField(max_length=4, db_index=True)
    stage = models.CharField(max_length=12)
    owner = models.IntegerField(db_index=True)
    note = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
