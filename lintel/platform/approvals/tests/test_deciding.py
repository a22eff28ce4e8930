"""Deciding: by the right person, once, on facts they saw; and the area carries it out in the same transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lintel.platform.approvals.actions import (
    approve,
    approve_many,
    comment,
    refuse,
    remind,
    resubmit,
    return_to,
    withdraw,
)
from lintel.platform.approvals.errors import FactsChanged, NotWaitedFor
from lintel.platform.approvals.jobs import expire_requests
from lintel.platform.approvals.models import AuthorityLine, Request
from lintel.platform.audit.models import Entry
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import NotPermitted, Refused, WrongState
from lintel.platform.notices.models import Notice
from lintel.platform.tasks.queries import my_todos

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.3")]


def waiting(request: Request) -> list[str]:
    return sorted(d.person.username for d in request.decisions.filter(status="pending"))


def test_step_by_step_up_the_ladder_and_then_it_is_carried_out(cast, matter):
    request = matter.ask(cast["wang"], "9")
    for name, expected in (("zhou", ["chen"]), ("chen", ["liu"])):
        approve(cast[name], request, comment="fine")
        assert (waiting(request), matter.happened) == (expected, [])
    approve(cast["liu"], request)
    request.refresh_from_db()
    matter.row.refresh_from_db()
    assert (request.status, matter.row.name, matter.happened) == ("approved", "granted", ["granted by liu"])
    assert Notice.objects.filter(receiver=cast["wang"], kind="approvals.decided").count() == 1


def test_the_trail_names_the_approver_and_the_request(cast, matter):
    request = matter.ask(cast["wang"], "2")
    approve(cast["zhou"], request)
    entry = Entry.objects.get(deed__endswith="discount_granted")
    assert (entry.actor, entry.inputs, entry.changes) == (
        cast["zhou"],
        {"request": request.pk},
        {"name": ["before", "granted"]},
    )


def test_nobody_approves_their_own_request(cast, ladder):
    request = ladder("SS", "DM").ask(cast["chen"])
    for verb, more in ((approve, {}), (refuse, {"reason": "x"}), (return_to, {"reason": "x"})):
        with pytest.raises(NotPermitted):
            verb(cast["chen"], request, **more)
    request.refresh_from_db()
    assert request.status == "running"


@pytest.mark.parametrize("name", ["liu", "chen", "wu", "zhao", "tang", "guest", "admin"])
def test_nobody_but_the_one_waited_for_decides(cast, matter, name):
    request = matter.ask(cast["wang"], "9")
    with pytest.raises(NotPermitted):
        approve(cast[name], request)
    assert waiting(request) == ["zhou"]


def test_a_refusal_ends_it(cast, matter):
    request = matter.ask(cast["wang"], "9")
    approve(cast["zhou"], request)
    refuse(cast["chen"], request, reason="below the floor")
    request.refresh_from_db()
    assert (request.status, waiting(request), matter.happened) == ("rejected", [], ["refused by chen"])
    with pytest.raises(Refused):
        approve(cast["chen"], request)


def test_sent_back_to_the_asker_and_submitted_again_everybody_decides_anew(cast, matter):
    request = matter.ask(cast["wang"], "3")
    approve(cast["zhou"], request)
    return_to(cast["chen"], request, step=0, reason="explain")
    request.refresh_from_db()
    assert (request.status, [t.kind for t in my_todos(cast["wang"])]) == ("returned", ["approvals.resubmit"])
    first = request.facts_hash
    matter.percent = type(matter.percent)("5")
    resubmit(cast["wang"], request, reason="because")
    request.refresh_from_db()
    assert (request.status, request.round, waiting(request), my_todos(cast["wang"])) == ("running", 2, ["zhou"], [])
    assert [s["post"] for s in request.route] == ["SS", "DM", "MGR"]
    assert request.facts_hash != first


def test_sent_back_to_an_earlier_step(cast, ladder):
    request = ladder("SS", "DM", "MGR").ask(cast["wang"])
    approve(cast["zhou"], request)
    approve(cast["chen"], request)
    return_to(cast["liu"], request, step=1, reason="look again")
    request.refresh_from_db()
    assert (request.status, request.round, request.position, waiting(request)) == ("running", 2, 1, ["zhou"])
    with pytest.raises(Refused):
        return_to(cast["zhou"], request, step=1, reason="not myself")
    for name in ("zhou", "chen", "liu"):
        approve(cast[name], request)
    request.refresh_from_db()
    assert request.status == "approved"


def test_only_the_asker_resubmits(cast, matter):
    request = matter.ask(cast["wang"], "3")
    return_to(cast["zhou"], request, reason="explain")
    with pytest.raises(NotPermitted):
        resubmit(cast["zhou"], request)
    with pytest.raises(WrongState):
        resubmit(cast["wang"], matter_running(cast, matter, request))


def matter_running(cast, matter, request):
    resubmit(cast["wang"], request)
    return request


def test_withdrawn_while_nobody_has_acted(cast, matter):
    request = matter.ask(cast["wang"], "3")
    withdraw(cast["wang"], request)
    request.refresh_from_db()
    assert (request.status, waiting(request), matter.happened) == ("withdrawn", [], ["withdrawn by wang"])


def test_too_late_to_withdraw_once_somebody_acted(cast, matter):
    request = matter.ask(cast["wang"], "3")
    approve(cast["zhou"], request)
    with pytest.raises(Refused):
        withdraw(cast["wang"], request)
    assert waiting(request) == ["chen"]


def test_the_one_who_comes_second_finds_it_decided(cast, matter):
    """Withdrawing and approving at once: both hold an old copy; the row lock lets only the first through."""
    request = matter.ask(cast["wang"], "2")
    stale = Request.objects.get(pk=request.pk)
    withdraw(cast["wang"], request)
    with pytest.raises(Refused):
        approve(cast["zhou"], stale)
    assert matter.happened == ["withdrawn by wang"]


def test_of_two_approvers_of_one_post_one_is_enough_and_the_other_is_told(cast, ladder):
    cast["wu"].department = cast["zhou"].department
    cast["wu"].save()
    matter = ladder("SS")
    request = matter.ask(cast["wang"])
    assert waiting(request) == ["wu", "zhou"]
    approve(cast["zhou"], request)
    with pytest.raises(Refused):
        approve(cast["wu"], request)
    assert matter.happened == ["granted by zhou"]


def test_where_all_must_agree_one_is_not_enough(cast, ladder):
    cast["wu"].department = cast["zhou"].department
    cast["wu"].save()
    matter = ladder("SS:all")
    request = matter.ask(cast["wang"])
    approve(cast["zhou"], request)
    assert (waiting(request), matter.happened) == (["wu"], [])
    approve(cast["wu"], request)
    assert matter.happened == ["granted by wu"]


def test_the_same_person_at_two_steps_in_a_row_approves_once(cast, ladder):
    cast["zhou"].roles.clear()  # the supervisor's step goes up to the deputy, who is next anyway
    cast["chen"].roles.add(*cast["lin"].roles.filter(code="FIN"))
    cast["lin"].roles.clear()
    matter = ladder("FIN", "DM", "MGR")
    request = matter.ask(cast["wang"])
    approve(cast["chen"], request)
    assert waiting(request) == ["liu"]
    assert request.decisions.get(post="DM").note == "same person"


def test_changed_facts_must_be_looked_at_again(cast, matter):
    request = matter.ask(cast["wang"], "2")
    matter.percent = type(matter.percent)("1.9")
    with pytest.raises(FactsChanged):
        approve(cast["zhou"], request)
    with pytest.raises(FactsChanged):
        approve(cast["zhou"], request, seen=request.facts_hash)
    approve(cast["zhou"], request, seen=request.facts_now().hash)
    decision = request.decisions.get()
    assert decision.facts_hash != request.facts_hash
    assert matter.happened == ["granted by zhou"]


def test_facts_read_in_another_language_are_the_same_facts(cast, matter):
    from django.utils import translation

    request = matter.ask(cast["wang"], "2")
    with translation.override("en"):
        assert request.facts_now().hash == request.facts_hash


def test_authority_is_looked_at_again_before_it_is_granted(cast, matter):
    request = matter.ask(cast["wang"], "2")
    AuthorityLine.objects.filter(post="SS").update(max_percent=1)
    approve(cast["zhou"], request)
    assert (waiting(request), matter.happened) == (["chen"], [])


def test_many_of_one_kind_at_once_but_not_those_with_a_warning(cast, matter):
    matter.warning = True
    request = matter.ask(cast["wang"], "2")
    [(_, refused)] = approve_many(cast["zhou"], [request])
    assert refused is not None
    withdraw(cast["wang"], request)
    matter.warning = False
    request = matter.ask(cast["wang"], "2")
    assert approve_many(cast["zhou"], [request]) == [(request, None)]
    assert "granted by zhou" in matter.happened


def test_reminding_is_possible_once_in_four_hours(cast, matter):
    request = matter.ask(cast["wang"], "2")
    now = clock.now()
    remind(cast["wang"], request)
    with clock.at(now + timedelta(hours=3, minutes=59)), pytest.raises(Refused):
        remind(cast["wang"], request)
    with clock.at(now + timedelta(hours=4, minutes=1)):
        remind(cast["wang"], request)
    assert Notice.objects.filter(receiver=cast["zhou"], kind="approvals.reminded").count() == 2


def test_time_never_approves_it_only_ends(cast, matter):
    request = matter.ask(cast["wang"], "2")
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        assert expire_requests() == 1
    request.refresh_from_db()
    assert (request.status, matter.happened) == ("expired", ["expired by system"])


def test_a_remark_decides_nothing(cast, matter):
    request = matter.ask(cast["wang"], "2")
    comment(cast["zhou"], request, comment="why so much?")
    assert (request.remarks.count(), waiting(request)) == (1, ["zhou"])
    assert Notice.objects.filter(receiver=cast["wang"], kind="approvals.remark").count() == 1


def test_a_stranger_does_not_even_see_it(cast, matter):
    from lintel.platform.access.scope import visible

    matter.ask(cast["wang"], "2", cc=[cast["he"]])
    seeing = {name for name, person in cast.items() if visible(Request, person).exists()}
    assert seeing == {"wang", "zhou", "he", "chen", "liu"}


def test_not_waited_for_is_said_as_such(cast, matter):
    request = matter.ask(cast["wang"], "3")
    with pytest.raises(NotWaitedFor):
        approve(cast["chen"], request)
