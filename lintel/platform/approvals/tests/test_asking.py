"""Who must agree follows from the size of the case and the post of the asker."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lintel.platform.approvals.actions import add_authority_line, approve, refuse
from lintel.platform.approvals.asking import ask, live_request, preview, requests_about
from lintel.platform.approvals.errors import AlreadyAsked, BeyondAuthority, NobodyToAsk
from lintel.platform.approvals.models import AuthorityLine, Decision, Request
from lintel.platform.approvals.points import Measures
from lintel.platform.approvals.queries import waiting_count
from lintel.platform.kernel import clock
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.queries import my_todos

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.3")]


def waiting(request: Request) -> list[str]:
    return sorted(d.person.username for d in request.decisions.filter(status="pending"))


@pytest.mark.parametrize(
    ("percent", "amount", "posts"),
    [
        ("1", "", []),
        ("1.001", "", ["SS"]),
        ("2", "", ["SS"]),
        ("2.5", "", ["SS", "DM"]),
        ("4", "100000", ["SS", "DM"]),
        ("4", "100000.01", ["SS", "DM", "MGR"]),
        ("9", "", ["SS", "DM", "MGR"]),
    ],
)
def test_the_ladder_grows_with_the_per_cent_and_the_amount(cast, matter, percent, amount, posts):
    request = matter.ask(cast["wang"], percent, amount)
    assert (request is None) if not posts else [step["post"] for step in request.route] == posts


def test_within_ones_own_authority_nobody_is_asked(cast, matter):
    assert matter.ask(cast["zhou"], "2") is None
    assert matter.ask(cast["liu"], "50") is None
    assert Request.objects.count() == 0


def test_an_asker_of_higher_post_is_not_judged_by_lower_ones(cast, matter):
    request = matter.ask(cast["zhou"], "3")
    assert [step["post"] for step in request.route] == ["DM"]
    assert waiting(request) == ["chen"]


def test_of_supervisors_ones_own_is_asked(cast, matter):
    assert waiting(matter.ask(cast["wang"], "2")) == ["zhou"]


def test_only_members_of_the_project_are_asked(cast, matter, other_project):
    matter.project = other_project
    assert waiting(matter.ask(cast["tang"], "2")) == ["han"]


def test_beyond_every_authority_nothing_is_asked(cast, matter):
    AuthorityLine.objects.filter(post="MGR").update(max_percent=Decimal(10))
    with pytest.raises(BeyondAuthority):
        matter.ask(cast["wang"], "11")
    assert Request.objects.count() == 0


def test_the_same_thing_is_asked_once_at_a_time(cast, matter):
    first = matter.ask(cast["wang"], "2")
    with pytest.raises(AlreadyAsked):
        matter.ask(cast["zhao"], "2")
    refuse(cast["zhou"], first, reason="too much")
    assert matter.ask(cast["wang"], "2") is not None
    assert requests_about(matter.row).count() == 2


def test_the_database_keeps_it_to_one_live_request(cast, matter):
    request = matter.ask(cast["wang"], "2")
    request.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save(force_insert=True)


def test_those_waited_for_get_a_todo_and_a_notice(cast, matter):
    matter.ask(cast["wang"], "2", cc=[cast["liu"]])
    assert waiting_count(cast["zhou"]) == 1
    assert [t.kind for t in my_todos(cast["zhou"])] == ["approvals.decide"]
    assert list(Notice.objects.order_by("pk").values_list("receiver__username", "kind")) == [
        ("zhou", "approvals.waiting"),
        ("liu", "approvals.copied"),
    ]
    approve(cast["zhou"], live_request(matter.point, matter.row))
    assert (waiting_count(cast["zhou"]), my_todos(cast["zhou"])) == (0, [])


def test_typing_a_discount_shows_who_must_agree_without_asking(cast, matter, project):
    def shown(percent: str) -> tuple[bool, list[str], list[list[str]]]:
        found = preview(
            matter.point, by=cast["wang"], project_id=project.pk, measures=Measures(percent=Decimal(percent))
        )
        return found.needed, [s.post for s in found.steps], [[p.username for p in s.people] for s in found.steps]

    assert shown("0.9") == (False, [], [])
    assert shown("2") == (True, ["SS"], [["zhou"]])
    assert shown("9") == (True, ["SS", "DM", "MGR"], [["zhou"], ["chen"], ["liu"]])
    assert Request.objects.count() == 0


def test_the_preview_says_how_long_it_usually_takes(cast, matter, project):
    for _ in range(3):
        request = matter.ask(cast["wang"], "2")
        request.decisions.update(opened_at=clock.now() - timedelta(minutes=30))
        approve(cast["zhou"], request)
        matter.row.refresh_from_db()
    step = preview(matter.point, by=cast["wang"], project_id=project.pk, measures=Measures(percent=Decimal(2))).steps[0]
    assert timedelta(minutes=29) < step.median < timedelta(minutes=31)


def test_the_preview_says_when_it_is_beyond_everybody(cast, matter, project):
    AuthorityLine.objects.filter(post="MGR").update(max_percent=Decimal(10))
    found = preview(matter.point, by=cast["wang"], project_id=project.pk, measures=Measures(percent=Decimal(11)))
    assert (found.possible, found.steps) == (False, [])


def test_a_projects_own_authority_replaces_the_general_one(cast, matter, project):
    add_authority_line(
        cast["liu"],
        point="test.discount",
        post="SS",
        sequence=20,
        effective_from=clock.today(),
        source="order 7",
        max_percent=Decimal(8),
        project_id=project.pk,
    )
    assert [s["post"] for s in matter.ask(cast["wang"], "8").route] == ["SS"]


def test_authority_of_tomorrow_does_not_count_today(cast, matter):
    add_authority_line(
        cast["liu"],
        point="test.discount",
        post="SS",
        sequence=20,
        effective_from=clock.today() + timedelta(days=1),
        source="order 7",
        max_percent=Decimal(8),
    )
    assert [s["post"] for s in matter.ask(cast["wang"], "8").route] == ["SS", "DM", "MGR"]


def test_a_vacant_post_routes_up_and_says_so(cast, ladder):
    cast["zhou"].roles.clear()
    request = ladder("SS").ask(cast["wang"])
    assert waiting(request) == ["chen"]
    assert list(request.decisions.order_by("pk").values_list("post", "status")) == [
        ("SS", "skipped"),
        ("DM", "pending"),
    ]


def test_a_vacant_post_below_one_that_is_asked_anyway_is_only_skipped(cast, ladder):
    cast["chen"].roles.clear()
    matter = ladder("SS", "DM", "MGR")
    request = matter.ask(cast["wang"])
    approve(cast["zhou"], request)
    request.refresh_from_db()
    assert (request.position, waiting(request)) == (3, ["liu"])
    assert Decision.objects.get(request=request, status="skipped").post == "DM"


def test_nobody_above_means_nothing_is_asked(cast, ladder):
    with pytest.raises(NobodyToAsk):
        ladder("MGR").ask(cast["liu"])
    assert Request.objects.count() == 0


def test_the_manager_may_ask_the_deputy_where_both_must_agree(cast, ladder):
    matter = ladder("DM", "MGR")
    request = matter.ask(cast["liu"])
    approve(cast["chen"], request)
    request.refresh_from_db()
    assert request.status == "approved"


def test_a_manager_who_left_does_not_make_the_deputy_enough(cast, ladder):
    matter = ladder("DM", "MGR")
    request = matter.ask(cast["wang"])
    cast["liu"].roles.clear()
    with pytest.raises(NobodyToAsk):
        approve(cast["chen"], request)
    assert (waiting(request), matter.happened) == (["chen"], [])


def test_four_eyes_means_that_own_authority_is_never_enough(cast, matter):
    matter.point.four_eyes = True
    request = matter.ask(cast["zhou"], "1.5")
    assert waiting(request) == ["chen"]


def test_a_point_without_authority_asks_nobody(cast, matter):
    AuthorityLine.objects.all().delete()
    with pytest.raises(NobodyToAsk):
        ask(matter.point, matter.row, by=cast["wang"])


def test_a_newer_line_of_a_post_replaces_the_older_one_wherever_it_stands(cast, matter):
    with clock.at(clock.now() - timedelta(days=5)):
        add_authority_line(
            cast["liu"],
            point="test.discount",
            post="SS",
            sequence=25,
            effective_from=clock.today(),
            source="order 8",
            max_percent=Decimal("1.5"),
        )
    assert [s["post"] for s in matter.ask(cast["wang"], "2").route] == ["SS", "DM"]
