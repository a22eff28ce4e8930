"""Deputies, handing on and asking another person first - and never a way round "not your own"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from lintel.platform.approvals.actions import add_sign, approve, delegate, end_delegation, refuse, transfer
from lintel.platform.approvals.display import steps_of
from lintel.platform.approvals.jobs import ask_anew_where_people_left, follow_delegations
from lintel.platform.approvals.models import Request
from lintel.platform.approvals.queries import waiting_count
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.clause("2.2.2.1")]


def waiting(request: Request) -> list[str]:
    return sorted(d.person.username for d in request.decisions.filter(status="pending"))


def days(first: int, last: int) -> dict:
    return {"starts_on": clock.today() + timedelta(days=first), "ends_on": clock.today() + timedelta(days=last)}


def test_the_deputy_decides_on_behalf_of_the_manager(cast, ladder):
    delegate(cast["liu"], deputy=cast["chen"], **days(0, 3))
    matter = ladder("MGR")
    request = matter.ask(cast["wang"])
    assert waiting(request) == ["chen"]
    approve(cast["chen"], request)
    decision = request.decisions.get(person=cast["chen"])
    assert (decision.on_behalf_of, decision.status, matter.happened) == (cast["liu"], "approved", ["granted by chen"])
    assert request.decisions.get(person=cast["liu"]).status == "delegated"


def test_what_waits_goes_to_the_deputy_and_comes_back(cast, ladder):
    request = ladder("MGR").ask(cast["wang"])
    row = delegate(cast["liu"], deputy=cast["chen"], **days(0, 3))
    assert (waiting(request), waiting_count(cast["liu"]), waiting_count(cast["chen"])) == (["chen"], 0, 1)
    end_delegation(cast["liu"], row)
    assert waiting(request) == ["liu"]


def test_the_days_begin_and_end_by_themselves(cast, ladder):
    request = ladder("MGR").ask(cast["wang"])
    delegate(cast["liu"], deputy=cast["chen"], **days(1, 2))
    assert waiting(request) == ["liu"]
    for later, expected in ((1, ["chen"]), (2, ["chen"]), (3, ["liu"])):
        with clock.at(clock.now() + timedelta(days=later)):
            follow_delegations()
            assert waiting(request) == expected


def test_a_deputy_is_for_the_matters_named(cast, ladder):
    delegate(cast["liu"], deputy=cast["chen"], points=["test.other"], **days(0, 3))
    assert waiting(ladder("MGR").ask(cast["wang"])) == ["liu"]


def test_nobody_decides_their_own_request_as_a_deputy(cast, ladder):
    delegate(cast["liu"], deputy=cast["chen"], **days(0, 3))
    request = ladder("MGR").ask(cast["chen"])
    assert waiting(request) == ["liu"]


def test_nor_does_the_deputy_decide_for_the_one_they_represent(cast, ladder):
    delegate(cast["chen"], deputy=cast["liu"], **days(0, 3))
    request = ladder("DM", "MGR").ask(cast["chen"])
    assert waiting(request) == ["liu"]
    assert request.decisions.get(person=cast["liu"]).on_behalf_of is None


@pytest.mark.parametrize("deputy", ["wang", "liu"])
def test_a_deputy_is_somebody_else_and_at_least_a_supervisor(cast, deputy):
    with pytest.raises(Refused):
        delegate(cast["liu"], deputy=cast[deputy], **days(0, 3))


def test_handed_on_to_a_higher_post(cast, ladder):
    matter = ladder("SS")
    request = matter.ask(cast["wang"])
    transfer(cast["zhou"], request, to=cast["chen"], reason="on leave")
    assert waiting(request) == ["chen"]
    with pytest.raises(NotPermitted):
        approve(cast["zhou"], request)
    approve(cast["chen"], request)
    assert matter.happened == ["granted by chen"]


@pytest.mark.parametrize("to", ["wang", "zhao", "he", "han"])
def test_not_handed_on_to_the_asker_a_lower_post_or_another_project(cast, ladder, to):
    request = ladder("SS").ask(cast["wang"])
    with pytest.raises(Refused):
        transfer(cast["zhou"], request, to=cast[to])
    assert waiting(request) == ["zhou"]


def test_another_person_is_asked_first_and_then_it_comes_back(cast, ladder):
    matter = ladder("DM")
    request = matter.ask(cast["wang"])
    add_sign(cast["chen"], request, person=cast["gao"], reason="is the clause lawful?")
    assert waiting(request) == ["gao"]
    approve(cast["gao"], request, comment="yes")
    assert (waiting(request), matter.happened) == (["chen"], [])
    approve(cast["chen"], request)
    assert matter.happened == ["granted by chen"]


def test_the_person_asked_first_may_say_no(cast, ladder):
    matter = ladder("DM")
    request = matter.ask(cast["wang"])
    add_sign(cast["chen"], request, person=cast["gao"])
    refuse(cast["gao"], request, reason="unlawful")
    assert matter.happened == ["refused by gao"]


def test_the_asker_is_never_asked(cast, ladder):
    request = ladder("DM").ask(cast["wang"])
    with pytest.raises(NotPermitted):
        add_sign(cast["chen"], request, person=cast["wang"])


def test_who_left_the_post_decides_no_more_and_the_successor_is_asked(cast, ladder):
    request = ladder("DM").ask(cast["wang"])
    cast["zhou"].roles.set(cast["chen"].roles.all())
    cast["chen"].roles.clear()
    for person in (cast["chen"], cast["zhou"]):
        person.__dict__.pop("codes", None)
    with pytest.raises(NotPermitted):
        approve(User.objects.get(pk=cast["chen"].pk), request)
    assert ask_anew_where_people_left() == 1
    assert waiting(request) == ["zhou"]


def test_who_left_the_house_is_not_waited_for_and_the_next_level_decides(cast, ladder):
    request = ladder("SS").ask(cast["wang"])
    User.objects.filter(pk=cast["zhou"].pk).update(is_active=False)
    assert ask_anew_where_people_left() == 1
    assert waiting(request) == ["chen"]
    assert ask_anew_where_people_left() == 0


def test_whoever_was_asked_stands_with_their_own_post_and_only_agreement_is_ticked(cast, ladder):
    request = ladder("DM").ask(cast["wang"])
    add_sign(cast["chen"], request, person=cast["zheng"], reason="is the price right?")
    with translation.override("en"):
        steps = [(step.title, step.state) for step in steps_of(request)[1:]]
    assert steps == [("陈静 · Deputy manager", "passed"), ("郑雅 · Planning supervisor", "now")]
    approve(cast["zheng"], request)
    assert [step.state for step in steps_of(request)[1:]] == ["passed", "done", "now"]


def test_a_step_handed_on_is_not_ticked_for_whoever_handed_it_on(cast, ladder):
    request = ladder("SS").ask(cast["wang"])
    transfer(cast["zhou"], request, to=cast["chen"])
    assert [step.state for step in steps_of(request)[1:]] == ["passed", "now"]
