"""Every shared part in every state on one page, for eyes, axe and screenshots. Only while developing."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from lintel.platform.kernel import clock
from lintel.platform.kernel.day_fields import DayField
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import page
from lintel.platform.workbench.chips import TONES
from lintel.platform.workbench.conflicts import Conflict, Difference
from lintel.platform.workbench.looks import dress


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", help_text="As on the identity card.")
    phone = forms.CharField(label="Phone", required=False)
    amount = forms.DecimalField(label="Amount", required=False)
    on = DayField(label="Day", required=False)
    grade = forms.ChoiceField(label="Grade", choices=[("A", "A"), ("B", "B")], widget=forms.RadioSelect, required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("1", "One"), ("2", "Two")], required=False)
    agreed = forms.BooleanField(label="Checked with the customer face to face")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    steps: list[dict[str, Any]] = [
        {"title": "Asked", "state": "done", "at": now - datetime.timedelta(hours=3)},
        {"title": "Supervisor", "state": "now", "text": "waits"},
        {"title": "Manager", "state": "next"},
    ]
    refusal = Refused(
        "3-2-1503 was held at 10:02:13.",
        rule="G-06",
        clause="3.4.1",
        remedy="Queue for it, or look at three homes like it.",
    )
    context = {
        "tones": TONES,
        "form": dress(Sample()),
        "wrong": dress(Sample({"amount": "x"})),
        "steps": steps,
        "refusal": refusal,
        "conflict": Conflict(request.user, now, [Difference("Phone", "138****1234", "139****0000")]),
        "events": [
            {
                "at": now,
                "title": "Third visit",
                "who": request.user,
                "text": "Looked at 3-2-1503",
                "tone": "ok",
                "icon": "door-enter",
            },
            {
                "at": now - datetime.timedelta(days=3),
                "title": "Call",
                "text": "Thinking about the down payment",
                "tone": "info",
                "icon": "phone",
            },
        ],
        "facts": [("Area", "115.36 ㎡"), ("Price", "¥1,562,318.00"), ("Nothing", "")],
    }
    return page(request, "workbench/gallery.html", context)
