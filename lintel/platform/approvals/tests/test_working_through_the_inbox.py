"""The approvals centre: each tab shows what it says, and its buttons do the deed."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from lintel.platform.approvals.actions import approve
from lintel.platform.approvals.models import Delegation, Request
from lintel.platform.directory.models import Department
from lintel.platform.kernel import clock
from lintel.platform.workbench.templatetags.workbench import left

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.3.3")]


def test_own_requests_stand_under_asked_and_never_under_waiting(client, cast, matter):
    request = matter.ask(cast["wang"], "3")
    link = reverse("approvals:request-detail", args=[request.pk])
    for name, tab, shown in (
        ("wang", "asked", True),
        ("wang", "waiting", False),
        ("zhou", "waiting", True),
        ("zhou", "asked", False),
        ("chen", "waiting", False),
        ("he", "waiting", False),
    ):
        client.force_login(cast[name])
        page = client.get(reverse("approvals:inbox"), {"tab": tab})
        assert (page.status_code, link in page.content.decode()) == (200, shown), (name, tab)


def test_requests_are_found_by_when_they_were_asked(client, cast, matter):
    request = matter.ask(cast["wang"], "3")
    Request.objects.filter(pk=request.pk).update(created_at=clock.midnight() - timedelta(seconds=1))
    client.force_login(cast["zhou"])
    link = reverse("approvals:request-detail", args=[request.pk])
    for asked, shown in (("yesterday", True), ("today", False), ("", True), ("rubbish", True), ("next_7_days", True)):
        page = client.get(reverse("approvals:inbox"), {"tab": "waiting", "asked": asked})
        assert (page.status_code, link in page.content.decode()) == (200, shown), asked


def _shown(client, link: str, **asked: str) -> bool:
    page = client.get(reverse("approvals:inbox"), {"tab": "waiting", **asked})
    assert page.status_code == 200, asked
    return link in page.content.decode()


def test_requests_are_found_by_their_amount(client, cast, ladder):
    request = ladder("SS").ask(cast["wang"], "3", "500000.50")
    client.force_login(cast["zhou"])
    link = reverse("approvals:request-detail", args=[request.pk])
    found = {"": True, "0": True, "500000.5": True, "¥500,000.50": True, "500000.51": False, "999999999999.99": False}
    nonsense = ("rubbish", "-1", "NaN", "1e400", "9" * 300, "1.234", "\u0000", "' or 1=1")
    for least, shown in {**found, **dict.fromkeys(nonsense, True)}.items():
        assert _shown(client, link, least=least) == shown, least
    Request.objects.update(amount=None)
    assert _shown(client, link)
    assert not _shown(client, link, least="0")


def test_requests_are_found_by_their_urgency(client, cast, matter):
    request = matter.ask(cast["wang"], "3")
    link = reverse("approvals:request-detail", args=[request.pk])
    noon, hour = clock.midnight() + timedelta(hours=12), timedelta(hours=1)
    with clock.at(noon):
        client.force_login(cast["zhou"])  # at noon too: a session that has slept for hours is over
        for due_at, today, overdue in (
            (noon - hour, False, True),
            (noon + hour, True, False),
            (clock.midnight() + timedelta(days=1), False, False),
            (None, False, False),
        ):
            Request.objects.update(due_at=due_at)
            found = [_shown(client, link, due=due) for due in ("today", "overdue", "", "rubbish")]
            assert found == [today, overdue, True, True], due_at


def test_what_the_inbox_is_narrowed_to_stays_in_the_address(client, cast, ladder):
    request = ladder("SS").ask(cast["wang"], "3", "500000")
    kept = "&amp;kind=test.ladder&amp;asked=today&amp;least=100000&amp;due=today"
    Request.objects.update(due_at=clock.midnight() + timedelta(hours=23, minutes=59))
    asked = {"tab": "waiting", "kind": "test.ladder", "asked": "today", "least": "100,000", "due": "today"}
    with clock.at(clock.midnight() + timedelta(hours=12)):
        client.force_login(cast["zhou"])
        Request.objects.update(created_at=clock.now())
        page = client.get(reverse("approvals:inbox"), asked).content.decode()
        alone = client.get(
            reverse("approvals:request-detail", args=[request.pk]) + f"?tab=waiting{kept}".replace("amp;", "")
        )
        with translation.override("en"):  # at noon too: a session that has slept for an hour is over
            nothing = client.get(reverse("approvals:inbox"), {**asked, "least": "600000"})
    assert f"?tab=waiting{kept}" in page
    assert 'value="100,000"' in page
    assert 'form="inbox-batch" name="pk"' in page, "several of one kind are still approved together"
    assert 'value="100,000"' in alone.content.decode(), "opening one of them keeps to it"
    assert nothing.context["shown"] is None
    assert f'href="{reverse("approvals:inbox")}?tab=waiting"' in nothing.content.decode(), "and how to see all again"


def test_a_stranger_finds_nothing_there(client, cast, matter):
    request = matter.ask(cast["wang"], "3")
    client.force_login(cast["zhao"])
    assert client.get(reverse("approvals:request-detail", args=[request.pk])).status_code == 404
    assert client.post(reverse("approvals:do", args=[request.pk, "approve"])).status_code == 404


def test_the_button_approves_and_the_next_one_opens(client, cast, matter):
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    page = client.get(reverse("approvals:request-detail", args=[request.pk]))
    seen = page.context["seen"]
    sent = {"comment": "fine", "seen": seen, "_key": str(uuid.uuid4())}
    answer = client.post(reverse("approvals:do", args=[request.pk, "approve"]), sent)
    assert (answer.status_code, answer["Location"]) == (303, reverse("approvals:inbox"))
    again = client.post(reverse("approvals:do", args=[request.pk, "approve"]), sent)
    assert (again.status_code, matter.happened) == (303, ["granted by zhou"])
    assert (
        reverse("approvals:request-detail", args=[request.pk])
        in client.get(reverse("approvals:inbox"), {"tab": "decided"}).content.decode()
    )


def test_facts_that_changed_after_the_page_was_opened_are_shown_again(client, cast, matter):
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    seen = client.get(reverse("approvals:request-detail", args=[request.pk])).context["seen"]
    matter.percent = type(matter.percent)("1.5")
    answer = client.post(reverse("approvals:do", args=[request.pk, "approve"]), {"seen": seen})
    assert (answer.status_code, matter.happened, answer.context["changed"]) == (409, [], True)
    answer = client.post(reverse("approvals:do", args=[request.pk, "approve"]), {"seen": answer.context["seen"]})
    assert (answer.status_code, matter.happened) == (303, ["granted by zhou"])


def test_the_second_of_two_sees_the_result(client, cast, matter):
    request = matter.ask(cast["wang"], "2")
    approve(cast["zhou"], request)
    client.force_login(cast["zhou"])
    answer = client.post(reverse("approvals:do", args=[request.pk, "refuse"]), {"reason": "no"})
    assert answer.status_code == 409
    assert Request.objects.get().status == "approved"


@pytest.mark.parametrize("verb", ["refuse", "return_to", "transfer", "add_sign"])
def test_a_decision_without_its_reason_or_person_is_not_made(client, cast, matter, verb):
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    assert client.post(reverse("approvals:do", args=[request.pk, verb]), {}).status_code == 422
    assert client.post(reverse("approvals:do", args=[request.pk, "delete"]), {}).status_code == 404
    assert Request.objects.get().status == "running"


def test_every_verb_has_a_button_that_works(client, cast, matter):
    for verb, sent, who, status in (
        ("comment", {"comment": "why?"}, "zhou", "running"),
        ("remind", {}, "wang", "running"),
        ("add_sign", {"person": "gao"}, "zhou", "running"),
        ("approve", {}, "gao", "running"),
        ("transfer", {"to": "chen"}, "zhou", "running"),
        ("return_to", {"step": 0, "reason": "x"}, "chen", "returned"),
        ("resubmit", {"reason": "y"}, "wang", "running"),
        ("withdraw", {}, "wang", "withdrawn"),
    ):
        request = Request.objects.first() or matter.ask(cast["wang"], "2")
        client.force_login(cast[who])
        data = {k: cast[v].pk if v in cast else v for k, v in sent.items()}
        answer = client.post(reverse("approvals:do", args=[request.pk, verb]), data)
        request.refresh_from_db()
        assert (verb, answer.status_code, request.status) == (verb, 303, status)


def test_several_of_one_kind_at_once(client, cast, matter):
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    chosen = {"pk": [request.pk, "x", "999"]}
    first = client.post(reverse("approvals:batch"), chosen)
    assert (first.status_code, [r.pk for r in first.context["fit"]], matter.happened) == (200, [request.pk], [])
    answer = client.post(reverse("approvals:batch"), {**chosen, "sure": "1"})
    assert (answer.status_code, matter.happened) == (303, ["granted by zhou"])


def test_beyond_ones_own_limit_each_is_looked_at_alone(client, cast, ladder):
    matter = ladder("SS", "MGR")
    request = matter.ask(cast["wang"], "2", "63081")
    client.force_login(cast["zhou"])
    page = client.post(reverse("approvals:batch"), {"pk": [request.pk]})
    assert (page.context["fit"], [r for r, _why in page.context["alone"]]) == ([], [request])
    client.post(reverse("approvals:batch"), {"pk": [request.pk], "sure": "1"})
    request.refresh_from_db()
    assert (request.status, request.position) == ("running", 1)


def test_an_agreement_is_taken_back_until_the_next_one_acts(client, cast, ladder):
    matter = ladder("SS", "MGR")
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    undo = reverse("approvals:do", args=[request.pk, "take_back"])
    assert client.post(undo).status_code == 409
    answer = client.post(reverse("approvals:do", args=[request.pk, "approve"]))
    assert undo in client.get(answer["Location"]).content.decode()
    assert client.post(undo).status_code == 303
    request.refresh_from_db()
    waiting = [str(d.person.username) for d in request.decisions.filter(status="pending")]
    assert (request.status, request.position, "zhou" in waiting, "liu" in waiting) == ("running", 1, True, False)
    client.post(reverse("approvals:do", args=[request.pk, "approve"]))
    client.force_login(cast["liu"])
    client.post(reverse("approvals:do", args=[request.pk, "comment"]), {"comment": "hm"})
    assert client.post(undo).status_code == 409
    client.post(reverse("approvals:do", args=[request.pk, "approve"]))
    client.force_login(cast["zhou"])
    assert client.post(undo).status_code == 409
    assert matter.happened == ["granted by liu"]


def test_what_was_granted_is_never_taken_back(client, cast, matter):
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    answer = client.post(reverse("approvals:do", args=[request.pk, "approve"]))
    assert "take_back" not in client.get(answer["Location"]).content.decode()
    assert client.post(reverse("approvals:do", args=[request.pk, "take_back"])).status_code == 409


def test_after_a_decision_the_next_card_is_open_and_focused(client, cast, matter, ladder):
    first, second = matter.ask(cast["wang"], "2"), ladder("SS").ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    answer = client.post(reverse("approvals:do", args=[first.pk, "refuse"]), {"reason": "no"})
    assert answer["Location"].startswith(second.get_absolute_url())
    assert "autofocus" in client.get(answer["Location"]).content.decode()


def test_what_one_narrowed_the_inbox_to_stays_after_a_decision(client, cast, matter, ladder):
    """The next one is of the same kind and size; the last one leaves the same conditions, and how to see all again."""
    other, rule = matter.ask(cast["wang"], "2"), ladder("SS")
    first = rule.ask(cast["wang"], "2", "700000")
    rule.row = Department.objects.create(name="another")
    second = rule.ask(cast["wang"], "2", "700000")
    client.force_login(cast["zhou"])
    kept = f"?kind={first.point}&least=600000"
    page = client.get(first.get_absolute_url() + f"{kept}&tab=waiting").content.decode()
    deed = f"{reverse('approvals:do', args=[first.pk, 'approve'])}{kept}"
    assert f'action="{deed.replace("&", "&amp;")}"' in page
    answer = client.post(deed)
    assert answer["Location"] == f"{second.get_absolute_url()}?tab=waiting&kind={first.point}&least=600000&focus=1"
    last = client.post(f"{reverse('approvals:do', args=[second.pk, 'approve'])}{kept}")
    assert last["Location"] == f"{reverse('approvals:inbox')}?tab=waiting&kind={first.point}&least=600000"
    page = client.get(last["Location"]).content.decode()
    assert other.get_absolute_url() not in page
    assert f'href="{reverse("approvals:inbox")}?tab=waiting"' in page


def test_in_a_drawer_the_answer_is_an_event(client, cast, matter):
    request = matter.ask(cast["wang"], "2")
    client.force_login(cast["zhou"])
    drawer = {"X-Lintel-Frame": "drawer", "HX-Request": "true"}
    assert client.get(reverse("approvals:request-detail", args=[request.pk]), headers=drawer).status_code == 200
    answer = client.post(reverse("approvals:do", args=[request.pk, "approve"]), headers=drawer)
    assert (answer.status_code, "lintel:done" in answer["HX-Trigger"]) == (204, True)


def test_naming_a_deputy_and_ending_their_time(client, cast, project):
    client.force_login(cast["liu"])
    sent = {"deputy": cast["chen"].pk, "starts_on": "2099-01-01", "ends_on": "2099-01-03"}
    assert client.post(reverse("approvals:deputies"), {**sent, "deputy": cast["wang"].pk}).status_code == 409
    assert client.post(reverse("approvals:deputies"), sent).status_code == 303
    row = Delegation.objects.get()
    assert client.get(reverse("approvals:deputies")).status_code == 200
    client.force_login(cast["chen"])
    assert client.post(reverse("approvals:end-deputy", args=[row.pk])).status_code == 404
    client.force_login(cast["liu"])
    assert client.post(reverse("approvals:end-deputy", args=[row.pk])).status_code == 303
    client.force_login(cast["wang"])
    assert client.get(reverse("approvals:deputies")).status_code == 403


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (407, "6 h 47 min left", "剩 6 小时 47 分"),
        (12, "12 min left", "剩 12 分"),
        (1440 + 185, "1 day 3 h left", "剩 1 天 3 小时"),
        (-5, "0 min left", "剩 0 分"),
    ],
)
def test_what_is_left_is_said_in_two_words(minutes: int, english: str, chinese: str) -> None:
    until = clock.now() + timedelta(minutes=minutes, seconds=30)
    for language, said in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert left(until) == said
