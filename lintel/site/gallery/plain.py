"""The parts any office needs: chips, figures, forms, refusals, conflicts, answers, steps, timeline, toasts, lists."""

# msg: ok - invented people, homes and sentences, read by developers only

from __future__ import annotations

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from lintel.customers.choosing import customers_to_choose
from lintel.customers.models import Customer
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.kernel.errors import Refused, not_permitted
from lintel.platform.workbench.chips import TONES
from lintel.platform.workbench.choosing import SearchedChoiceField
from lintel.platform.workbench.conflicts import Conflict, Difference
from lintel.platform.workbench.listing import listing_of
from lintel.platform.workbench.looks import dress
from lintel.platform.workbench.registry import resource_of
from lintel.site.gallery.stands import HOME, LONGEST, Part, Stand

_CUSTOMERS = customers_to_choose("gallery-customers", Customer.objects.none())
REFUSED = Refused(
    f"{HOME} was held at 10:02:13.",
    rule="G-06",
    clause="3.4.1",
    remedy="Queue for it, or look at three homes like it.",
)


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As on the identity card.")
    phone = forms.CharField(label="Phone", required=False)
    amount = forms.DecimalField(label="Amount", required=False)
    on = DayField(label="Day", required=False)
    who = SearchedChoiceField(Customer.objects.none(), source=_CUSTOMERS, label="Customer", required=False)
    grade = forms.ChoiceField(label="Grade", choices=[("A", "A"), ("B", "B")], widget=forms.RadioSelect, required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("1", "One"), ("2", "Two")], required=False)
    agreed = forms.BooleanField(label="Checked with the customer face to face")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def parts(request: HttpRequest) -> list[Part]:
    """Every plain part; lists show the people of this database to whoever looks."""
    return [
        _chips(),
        _figures(),
        *_forms(),
        *_answers(request),
        *_steps(),
        _timeline(request),
        *_small(),
        *_lists(request),
    ]


def _chips() -> Part:
    return Part(
        "Chips and buttons",
        (
            Stand("every tone, and thirty characters", "gallery/chips.html", {"tones": TONES, "long": LONGEST}),
            Stand("default, busy, off; the first has the focus", "gallery/buttons.html"),
        ),
    )


def _figures() -> Part:
    days = [
        SimpleNamespace(name=name, label=name.title(), percent=None, told=[SimpleNamespace(label="Today", value="", url="")])
        for name in ("visits", "deals")
    ]  # fmt: skip
    numbers = [
        {"name": "signed", "label": "Signed this month", "value": "84", "url": "#", "hints": ["+9 on last month"], "tone": ""},
        {"name": "overdue", "label": "Overdue", "value": "5", "url": "#", "hints": [], "tone": "bad"},
    ]  # fmt: skip
    return Part(
        "Figures",
        (
            Stand("a strip of figures", "workbench/_numbers.html", {"numbers": numbers}),
            Stand("loading: the figures of the day are still counted", "workbench/_days.html", {"days": days}),
            Stand("loading: a card that is still fetched", "gallery/loading.html"),
            Stand("alone, with its unit", "workbench/_stat.html",
                  {"label": "Collected", "value": Decimal("0.81"), "unit": "bn", "tone": "ok"}),
            Stand("alone, leading to its list", "workbench/_stat.html",
                  {"label": LONGEST, "value": 1284, "url": "#", "hint": "since Monday"}),
        ),
    )  # fmt: skip


def _forms() -> list[Part]:
    filled = {"name": LONGEST, "phone": "138****1234", "amount": Decimal("1562318.00"), "on": clock.today()}
    wrong = Sample({"amount": "x"}, auto_id="wrong_%s")
    return [
        Part("Form", (Stand("default, filled; an amount is echoed in 大写 as it is typed", "workbench/_form_fields.html",
                            {"form": Sample(initial=filled, auto_id="filled_%s")}),), wide=True),
        Part("Form with mistakes", (Stand("error", "workbench/_form_fields.html", {"form": wrong}),
                                    Stand("the mistakes together", "workbench/_form_errors.html", {"form": wrong})), wide=True),
        Part("Draft", (Stand("found again", "workbench/_draft.html",
                             {"draft_found": SimpleNamespace(saved_at=clock.now()), "draft": "gallery"}),)),
        Part("One value where it stands", (
            Stand("being changed", "workbench/_cell.html", _cell("cell")),
            Stand("refused", "workbench/_cell.html", {**_cell("cell_refused"), "refusal": REFUSED}),
            Stand("conflict", "workbench/_cell.html", {**_cell("cell_conflict"), "refusal": REFUSED, "now": "A"}),
        )),
    ]  # fmt: skip


def _cell(prefix: str) -> dict[str, Any]:
    form = dress(Sample(auto_id=f"{prefix}_%s"))
    return {"row": None, "column": SimpleNamespace(label="Kind"), "field": form["kind"], "others": [], "wrong": []}


def _answers(request: HttpRequest) -> list[Part]:
    now = clock.now()
    by = request.user
    differing = [Difference("Phone", "138****1234", "139****0000"), Difference("Name", "张*", LONGEST)]
    refusal = {"refusal": REFUSED}
    return [
        Part("Refusal", (
            Stand("refused, with rule, clause and remedy", "workbench/_refusal.html", refusal),
            Stand("forbidden", "workbench/_refusal.html", {"refusal": not_permitted(), "tone": "wait"}),
            Stand("as a page", "workbench/_answer.html", {
                "mark": "lock", "heading": str(not_permitted()), "remedy": not_permitted().remedy, "request_id": "0f3a-22", "back": "#",
            }),
        )),
        Part("Conflict", (
            Stand("both values of what differs", "workbench/_conflict.html", {**refusal, "conflict": Conflict(by, now, differing)}),
            Stand("nothing differs, nobody is named", "workbench/_conflict.html", {**refusal, "conflict": Conflict(None, None, [])}),
        ), wide=True),
    ]  # fmt: skip


def _steps() -> list[Part]:
    across = {"horizontal": True, "steps": [
        {"title": "Upload", "state": "done"}, {"title": "Match columns", "state": "now"},
        {"title": "Check", "state": "next"}, {"title": "Result", "state": "next"},
    ]}  # fmt: skip
    return [Part("Stepper", (Stand("the second of four", "workbench/_steps.html", across),), wide=True)]


def _timeline(request: HttpRequest) -> Part:
    now = clock.now()
    events = [
        {"at": now, "title": "Third visit", "who": request.user, "text": f"Looked at {HOME}", "tone": "ok", "icon": "door-enter"},
        {"at": now - datetime.timedelta(days=3), "title": "Call", "text": "Thinking it over", "tone": "info", "icon": "phone"},
        {"at": now - datetime.timedelta(days=9), "title": LONGEST, "text": LONGEST * 3, "tone": "bad", "icon": "ban"},
    ]  # fmt: skip
    return Part("Timeline", (Stand("three events, the last one long", "workbench/_timeline.html", {"events": events}),))


def _small() -> list[Part]:
    said = ("success", "info", "warning", "error")
    run = {"total": 1284, "tried": 1284, "done": 1281, "percent": 100, "back": "#", "pk": 1}
    why = [(HOME, REFUSED.message), (LONGEST, "No longer yours.")]
    return [
        Part("Masked value", (
            Stand("may be shown, for a purpose", "workbench/_masked.html",
                  {"mask": "138****1234", "url": "#", "name": "phone", "id": "masked-1"}),
            Stand("may not be shown", "workbench/_masked.html",
                  {"mask": "1101**********0388", "url": "", "name": "number", "id": "masked-2"}),
        )),
        Part("Facts", (Stand("a long one and an empty one", "workbench/_facts.html", {
            "facts": [("Area", "115.36 ㎡"), ("Price", "¥1,562,318.00"), ("Buyer", LONGEST), ("Nothing", "")],
        }),)),
        Part("Toast", (Stand("every tone; those with a way back are made by say.js", "gallery/toasts.html", {
            "sayings": [{"text": "Saved." if tag == "success" else LONGEST, "tags": tag} for tag in said],
        }),)),
        Part("Result page", (
            Stand("all done", "workbench/_bulk_run.html", {"run": {**run, "refused": []}, "over": True}),
            Stand("some refused", "workbench/_bulk_run.html", {"run": {**run, "refused": why}, "refused": why, "over": True, "more": True}),
        ), wide=True),
        Part("Empty", (
            Stand("with a way on", "workbench/_empty.html", {
                "title": "Nothing to follow up today", "text": "Have a look at the twelve A customers in the pool.",
                "url": "#", "label": "To the pool",
            }),
            Stand("without", "workbench/_empty.html", {"icon": "search", "title": "Nothing matches", "text": LONGEST}),
        )),
    ]  # fmt: skip


def _lists(request: HttpRequest) -> list[Part]:
    """The list of people, as it stands and when nothing matches."""
    return [
        Part("Filter bar", (Stand("nothing narrowed", "workbench/_filters.html", _list(request, "")),), wide=True, card=True),
        Part("Table", (
            Stand("rows with their deeds", "workbench/_rows.html", _list(request, "")),
            Stand("nothing matches", "workbench/_rows.html", _list(request, "q=nobody-has-this-name")),
        ), wide=True, card=True),
    ]  # fmt: skip


def _list(request: HttpRequest, query: str) -> dict[str, Any]:
    resource = resource_of(User)
    assert resource is not None
    shown = listing_of(request, resource, QueryDict(query))
    table, found = shown.table(check=True), shown.page()
    return {
        "resource": resource, "listing": shown, "page": found, "drawn": table.rows(found), "closed": table.closed,
        "columns": shown.columns(), "all_columns": shown.all_columns(), "choosable": True, "request": request,
    }  # fmt: skip
