"""A small model to try the fields on, with a table of its own in the test database."""

from django.conf import settings
from django.db import models

from lintel.platform.access.scope import Scope
from lintel.platform.kernel.models import PersonalRecord
from lintel.platform.privacy.fields import EncryptedField


class Guest(PersonalRecord):
    name = models.CharField(max_length=40, blank=True)
    phone = EncryptedField("phone", kind="phone", domain="guest.phone", null=True, blank=True)
    id_number = EncryptedField("ID number", kind="id_number", null=True, blank=True)
    notes = EncryptedField("notes", kind="text", null=True, blank=True)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    scope = Scope(owner="host")

    class Meta:
        app_label = "privacy_tests"
