"""Very many rows are written as faithfully as one, on both databases; afterwards the database knows how many there are."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lintel.platform.directory.models import User
from lintel.platform.exchange.importers import Kind
from lintel.platform.exchange.models import ImportJob
from lintel.platform.exchange.running import MANY_ROWS, _tell_the_database
from lintel.platform.jobs.housekeeping import statistics
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.inserting import BATCH, batched, insert_many
from lintel.platform.kernel.db.statistics import known_rows
from lintel.platform.kernel.models import Counter, FigureValue

pytestmark = pytest.mark.django_db
ODD = ("", " ", "\\N", "\\.", "a\tb", "two\nlines\r\n", "quoted \"so\" and 'so'", "back\\slash", "李😀", "%s {} ; --")


def test_every_odd_text_comes_back_as_it_was():
    insert_many([Counter(series=text, last=number) for number, text in enumerate(ODD)])
    assert list(Counter.objects.filter(series__in=ODD).order_by("last").values_list("series", flat=True)) == list(ODD)


def test_every_kind_of_value_comes_back_as_it_was():
    signed_in = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)
    insert_many(
        [User(username=f"u{n}", name="某某", last_login=None if n else signed_in, is_active=bool(n)) for n in range(2)]
    )
    one, two = User.objects.filter(username__in=("u0", "u1")).order_by("username")
    assert (one.last_login, one.is_active, two.last_login, two.is_active) == (signed_in, False, None, True)
    figure = FigureValue(key="x.y", value="12.50", source="a rule")
    insert_many([figure])
    assert Decimal(FigureValue.objects.get(pk=figure.pk).value) == Decimal("12.5")


def test_a_body_of_bytes_and_a_dictionary_come_back_as_they_were():
    owner = User.objects.create(username="owner", name="某某")
    job = ImportJob(
        uid=uuid4(), importer_name="x", owner=owner, size=1, shape=b"\x00", expires_at=clock.now(),
        options={"project": 7, "名": ["a", None]}, fixes=b"\x00\xff\\n\t",
    )  # fmt: skip
    insert_many([job])
    kept = ImportJob.objects.get(pk=job.pk)
    assert (kept.options, bytes(kept.fixes)) == ({"project": 7, "名": ["a", None]}, b"\x00\xff\\n\t")


def test_a_row_that_is_there_already_stops_all_of_them():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([Counter(series="one"), Counter(series="two"), Counter(series="one")])
    assert not Counter.objects.filter(series__in=("one", "two")).exists()


def test_more_rows_than_one_batch_have_each_their_key():
    rows = [Counter(series=f"s{n}", last=n) for n in range(BATCH + 1)]
    insert_many(rows)
    assert dict(Counter.objects.filter(series__startswith="s").values_list("pk", "last")) == {
        row.pk: row.last for row in rows
    }


def test_batches_leave_nothing_out():
    assert list(batched(iter(range(5)), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batched([], 2)) == []


def _job_that_made(count):
    return ImportJob(importer_name="x", counts={Kind.NEW: count})


def _knows_of_them():
    """It looks at a sample, so it knows the number roughly; before it looked it knew of a handful at most."""
    return MANY_ROWS / 2 < (known_rows(Counter._meta.db_table) or 0) < MANY_ROWS * 2


def test_after_a_large_import_the_database_knows_its_tables():
    statistics()
    insert_many([Counter(series=f"s{n}") for n in range(MANY_ROWS)])
    _tell_the_database(_job_that_made(MANY_ROWS - 1))
    assert not _knows_of_them()
    _tell_the_database(_job_that_made(MANY_ROWS))
    assert _knows_of_them()


def test_the_database_is_told_of_its_tables_every_few_hours():
    statistics()
    insert_many([Counter(series=f"s{n}") for n in range(MANY_ROWS)])
    assert not _knows_of_them()
    statistics()
    assert _knows_of_them()
