"""The sample table, made once for the tests of this package."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from lintel.platform.privacy.tests.sample import Guest


@pytest.fixture(scope="package")
def guests_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Guest)
        connection.close_if_unusable_or_obsolete()
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Guest)


@pytest.fixture
def guests(guests_table, db):
    yield Guest.objects
    # The sample's content type is rolled back with the test; Django would go on remembering it.
    ContentType.objects.clear_cache()
