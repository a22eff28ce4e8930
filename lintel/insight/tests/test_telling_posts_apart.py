"""What each post reads on its home page beside its to-dos, and what planning reads of people it may not see (8.1.1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from lintel.customers.models import Channel, Visit
from lintel.insight import catalogue
from lintel.insight.looking import Looker
from lintel.insight.metrics import all_metrics
from lintel.insight.reading import read
from lintel.insight.tests.conftest import Office, at
from lintel.insight.tests.test_watching_figures import visitor
from lintel.platform.attachments.models import Attachment
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.workbench.numbers import Shown, numbers_for, shown
from lintel.sales.actions.words import ID_SCAN, SIGNED_FORM

pytestmark = pytest.mark.django_db
Cast = dict[str, User]


def read_by(user: User) -> dict[str, Shown]:
    request = RequestFactory().get("/")
    request.user, request.session = user, {}  # type: ignore[assignment]
    return {one.name: shown(request, one) for one in numbers_for(user)}


@pytest.mark.clause("8.1.1")
def test_planning_reads_counts_of_five_and_more_and_their_page_says_the_same(
    client: Client, cast: Cast, month: Office
) -> None:
    told = read_by(cast["zheng"])
    # fourteen parties in the first project; ten new customers of whom nine are this project's
    assert told["visits_counted"].value == "14"
    page = visitor(client, cast["zheng"]).get(told["visits_counted"].url)
    assert page.status_code == 200
    assert ">14" in page.content.decode()
    assert client.get(told["visits_counted"].url + "&_part=count").content == b"14"
    today = read_by(cast["feng"])["leads_today"]
    assert today.value == "0"


@pytest.mark.clause("8.1.1")
def test_too_few_are_said_nowhere(client: Client, cast: Cast, office: Office) -> None:
    for _n in range(3):
        office.came("wang", clock.now().replace(hour=9))
    for name, key in (("zheng", "visits_counted"), ("feng", "leads_today"), ("feng", "attributed")):
        one = read_by(cast[name])[key]
        assert (one.value, one.hints) == ("< 5", []), name
        page = visitor(client, cast[name]).get(one.url).content.decode()
        assert "&lt; 5" in page
        assert "<td" not in page


@pytest.mark.clause("8.1.1")
def test_a_share_is_said_only_when_both_its_parts_are_large_enough(cast: Cast, office: Office) -> None:
    for n in range(12):
        office.came("wang", at(11, 2), channel=Channel.OTHER if n < 3 else Channel.ONLINE)
    assert read_by(cast["feng"])["attributed"].value == "< 5"
    for _n in range(2):
        office.came("wang", at(11, 3), channel=Channel.OTHER)
    one = read_by(cast["feng"])["attributed"]
    assert one.value == "64.3%"


def test_whoever_may_open_the_rows_finds_the_way_to_them(client: Client, cast: Cast, month: Office) -> None:
    figure, rows = reverse("insight:figure"), reverse("customers:visit-list")
    assert f'href="{rows}?figure=visits' in visitor(client, cast["liu"]).get(figure).content.decode()
    for metric in all_metrics():
        assert client.get(figure, {"key": metric.key}).status_code == 200, metric.key
    assert rows not in visitor(client, cast["zheng"]).get(figure).content.decode()
    for key in ("collections", "nonsense"):
        assert client.get(figure, {"key": key}).status_code == 404


def test_papers_are_missing_until_both_are_there(cast: Cast, office: Office) -> None:
    deal = office.reserved(office.came("wang", at(11, 3)), at(11, 5))
    looker = Looker.of(cast["gao"])

    def missing() -> int:
        return read(catalogue.FILES_MISSING, looker.counted(catalogue.FILES_MISSING, None)).count

    def file(kind: str) -> Attachment:
        return Attachment.objects.create(
            about=deal, kind=kind, name="a", content_type="image/png", size=1, sha256=kind[:9], uploaded_by=cast["wang"]
        )

    assert missing() == 1
    file(SIGNED_FORM)
    assert missing() == 1
    scan = file(ID_SCAN)
    assert missing() == 0
    scan.removed_at = clock.now()
    scan.save()
    assert missing() == 1


def test_a_visit_nobody_closed_is_an_error_from_the_next_day_on(cast: Cast, office: Office) -> None:
    customer = office.came("wang", at(11, 3))
    looker = Looker.of(cast["xu"])
    for when, expected in ((clock.now(), 0), (at(11, 22, 23, 59), 1)):
        office.visited(customer, when, first=False, status=Visit.Status.RECEIVING)
        assert read(catalogue.LEFT_OPEN, looker.counted(catalogue.LEFT_OPEN, None)).count == expected


@pytest.mark.parametrize(("name", "keys"), [
    ("zheng", {"visits_counted", "attributed"}), ("feng", {"leads_today", "attributed"}),
    ("xu", {"satisfied", "calls_today", "left_open"}), ("he", {"left_open"}), ("lin", {"overdue_money"}), ("gao", {"files_missing"}),
])  # fmt: skip
def test_each_post_reads_its_own(cast: Cast, name: str, keys: set[Any]) -> None:
    assert keys <= {n.name for n in numbers_for(cast[name])}
