"""The parts of the sales office: composer, approval, conflict sheet, files, progress, checks, the sheet to sign on."""

# msg: ok - invented people, homes and sentences, read by developers only

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from lintel.customers.forms import FollowUpForm
from lintel.inventory.claims import UnitTaken
from lintel.platform.approvals.display import BAD, DONE, NEXT, NOW, StepShown
from lintel.platform.kernel import clock
from lintel.site.gallery.plain import REFUSED
from lintel.site.gallery.stands import HOME, LONGEST, Home, Part, Stand


def parts() -> list[Part]:
    return [_composer(), _conflict_sheet(), _approval(), _files(), _progress(), _checks(), _signature()]


def _composer() -> Part:
    customer = SimpleNamespace(pk=1, number="SFMY-00550", get_absolute_url="#")
    due = SimpleNamespace(
        is_first=False, is_overdue=True, due_at=clock.now(), get_purpose_display="Reply about payment"
    )
    wrong = FollowUpForm({"when": "own"}, auto_id="composer_wrong_%s")
    return Part(
        "Composer",
        (
            Stand("something is overdue", "customers/_composer.html",
                  {"customer": customer, "form": FollowUpForm(auto_id="composer_%s"), "due": due}),
            Stand("refused, with a mistake", "customers/_composer.html", {"customer": customer, "form": wrong, "refusal": REFUSED}),
        ),
    )  # fmt: skip


def _conflict_sheet() -> Part:
    def taken(**facts: Any) -> dict[str, Any]:
        return {"refusal": UnitTaken(REFUSED.message, rule="G-06", clause="3.3.1", remedy=REFUSED.remedy, **facts)}

    like_it = [Home("3-2-1603"), Home("3-2-1403"), Home("3-1-1503")]
    until = clock.now() + timedelta(minutes=20)
    return Part(
        "Conflict sheet",
        (
            Stand("three others are free", "inventory/unit_taken.html",
                  taken(until=until, kind="Hold", queue="#", key="k", alternatives=like_it)),
            Stand("none is free", "inventory/unit_taken.html", taken()),
        ),
    )  # fmt: skip


def _approval() -> Part:
    asked = clock.now() - timedelta(hours=3)
    ladder = [
        StepShown(f"{LONGEST} asked", DONE, "", asked, LONGEST),
        StepShown("Sales supervisor", DONE, "approved: pays today", asked + timedelta(hours=1), "周强"),
        StepShown("Manager", NOW, "waiting", None, "刘建国"),
        StepShown("Planning supervisor", NEXT, "", None),
    ]
    facts = [
        {"label": "Net price", "value": "¥4,266,958.93", "emphasised": True},
        {"label": "Below the floor by", "value": "¥20,000.00", "warning": True, "before": "¥10,000.00"},
        {"label": "Buyer", "value": LONGEST},
    ]
    shown = SimpleNamespace(
        pk=1, title="Special discount", asked_by=LONGEST, created_at=asked, status="running", overdue=False,
        due_at=clock.now() + timedelta(hours=18), at=SimpleNamespace(clause="3.3.3"), reason="Pays all of it today.",
    )  # fmt: skip
    decided = SimpleNamespace(**{**vars(shown), "pk": 2, "status": "rejected", "get_status_display": "Rejected"})
    chips = {"approve": ["Agreed"], "refuse": ["Too low"], "return_to": ["Papers are missing"]}
    mine = {"mine": SimpleNamespace(on_behalf_of=""), "chips": chips, "earlier": [(0, "Asker")], "key": "gallery"}
    over = [*ladder[:2], StepShown("Manager", BAD, "refused: below the floor", clock.now(), "刘建国")]
    return Part(
        "Approval",
        (
            Stand("stale: the facts have changed; mine to decide", "approvals/_panel.html",
                  {"shown": shown, "facts": facts, "ladder": ladder, "changed": True, "subject_url": "#", **mine}),
            Stand("refused", "approvals/_panel.html", {"shown": decided, "facts": facts, "ladder": over}),
        ),
    )  # fmt: skip


def _files() -> Part:
    row = SimpleNamespace(pk=1)
    files = [
        SimpleNamespace(pk=1, name="预售许可证扫描件.png", label="Presale permit scan", size=19_900),
        SimpleNamespace(pk=2, name=f"{LONGEST}.pdf", label="Identity card", size=1_204_000),
    ]
    given = {"row": row, "type_id": 1, "kind": "scan", "label": "Scan", "back": "/"}
    return Part(
        "Files",
        (
            Stand("two, and room for more", "attachments/_panel.html", {**given, "files": files, "may_attach": True, "removable": True}),
            Stand("empty", "attachments/_panel.html", {**given, "files": []}),
        ),
    )  # fmt: skip


def _progress() -> Part:
    def job(status: str, word: str, **facts: Any) -> dict[str, Any]:
        return {"job": SimpleNamespace(status=status, get_status_display=word, **facts)}

    return Part(
        "Progress of a job",
        (
            Stand("41 per cent", "exchange/_progress.html", job("checking", "Being checked", progress=41)),
            Stand("nobody knows how long", "exchange/_export_progress.html", job("queued", "In the queue")),
            Stand("its states: waiting", "exchange/_status.html", job("matched", "Columns matched")),
            Stand("running", "exchange/_status.html", job("checking", "Being checked")),
            Stand("done", "exchange/_status.html", job("done", "Taken in")),
            Stand("failed", "exchange/_status.html", job("failed", "Failed")),
        ),
    )


def _checks() -> Part:
    def check(title: str, ok: bool, severity: str = "", remedy: str = "") -> tuple[Any, str]:
        return SimpleNamespace(
            title=title, ok=ok, severity=severity, remedy=remedy, evidence="2026-11-23", clause="3.1.2", rule="G-01"
        ), ""

    no = [
        check("Presale permit", True),
        check("Filed price", False, "warn", "File it again."),
        check("Free", False, "stop", "Queue."),
    ]
    return Part(
        "Checks",
        (
            Stand("yes", "inventory/_can_sell.html", {"answer": {"yes": True}, "checks": no[:1]}),
            Stand(f"no: {HOME}", "inventory/_can_sell.html", {"answer": {"yes": False}, "checks": no}),
        ),
    )  # fmt: skip


def _signature() -> Part:
    hows = [("said", "In words"), ("signed", "On the sheet"), ("paper", "On paper")]
    given = {"hows": hows, "chosen_how": "said", "notice": SimpleNamespace(version="3")}
    return Part("Consent", (Stand("the sheet opens on its own", "customers/_sign.html", given),))
