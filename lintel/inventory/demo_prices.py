"""Price schemes of the demo in every state: drafted, waiting, returned, rejected, withdrawn, agreed, filed, in force, superseded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lintel.inventory.actions.prices import (
    SCHEME,
    draft_repricing,
    file_scheme,
    put_in_force,
    submit_scheme,
    withdraw_scheme,
)
from lintel.inventory.models import PriceScheme, Project, Unit
from lintel.platform.approvals.actions import approve, refuse, return_to
from lintel.platform.approvals.asking import live_request
from lintel.platform.directory.models import User
from lintel.platform.kernel.story import Story

Cast = Mapping[str, User]
Step = Callable[["Repricing"], Any]


class Repricing:
    """One change of prices on its way; each step is done by whoever may."""

    def __init__(self, story: Story, cast: Cast, project: Project, name: str, percent: str, **which: Any) -> None:
        self.story, self.cast, self.project = story, cast, project
        self.name, self.percent, self.which = name, Decimal(percent), which

    def draft(self, ago: int, *steps: Step) -> None:
        """Draft ``ago`` working days before the end; each further step a day later."""
        self.story.at(self.story.day(ago, 10, 20), self._draft)
        for later, step in enumerate(steps, start=1):
            self.story.at(self.story.day(max(ago - later, 0), 11, 10), lambda s=step: s(self))  # type: ignore[misc]

    def _draft(self) -> None:
        free = Unit.objects.filter(
            project=self.project, price_lines__current=True, sale_state="available", **self.which
        )
        self.scheme: PriceScheme = draft_repricing(
            self.cast["zheng"], self.project, units=list(free), name=self.name, reason="依据去化与竞品成交复盘", percent=self.percent
        )  # fmt: skip

    def now(self) -> PriceScheme:
        return PriceScheme.objects.get(pk=self.scheme.pk)


def submit(it: Repricing) -> None:
    submit_scheme(it.cast["zheng"], it.now(), reason="依据去化与竞品成交复盘")


def _answered(it: Repricing, answer: Callable[..., Any], **said: Any) -> None:
    request: Any = live_request(SCHEME, it.now())
    if request is not None:
        answer(it.cast[request.now_at()[0].person.username], request, **said)


def agree(it: Repricing) -> None:
    """Deputy and manager say yes."""
    for _step in range(2):
        _answered(it, approve, comment="同意")


def send_back(it: Repricing) -> None:
    _answered(it, return_to, reason="请补充周边三个项目的成交均价")


def reject(it: Repricing) -> None:
    _answered(it, approve, comment="同意上报")
    _answered(it, refuse, reason="当前去化不支持上调，维持原价")


def give_up(it: Repricing) -> None:
    withdraw_scheme(it.cast["zheng"], it.now(), reason="市场变化，重新测算")


def file_it(it: Repricing) -> None:
    day = it.story.now.date()
    file_scheme(it.cast["gao"], it.now(), filing_number=f"深房价备〔{day:%Y}〕{it.scheme.pk + 140} 号", filed_on=day)


def start(it: Repricing) -> None:
    put_in_force(it.cast["liu"], it.now())


def repricings(story: Story, cast: Cast, project: Project) -> None:
    """In the last weeks, after the opening prices."""
    whole = (submit, agree, file_it, start)
    garage: dict[str, Any] = {"kind": Unit.Kind.PARKING}
    Repricing(story, cast, project, "车位首次调价", "-2", **garage).draft(32, *whole)
    Repricing(story, cast, project, "车位清货价", "-3", **garage).draft(15, *whole)
    for ago, name, percent, which, steps in (
        (28, "2 栋中区上调", "1", {"building__code": "2", "floor__range": (6, 12)}, (submit, reject)),
        (22, "1 栋低区促销", "-1.5", {"building__code": "1", "floor__lte": 6}, (submit, give_up)),
        (9, "6 栋高区上调", "1.2", {"building__code": "6", "floor__gte": 12}, (submit, send_back)),
        (6, "1 栋高区上调", "0.8", {"building__code": "1", "floor__gte": 24}, (submit, agree)),
        (7, "2 栋高区上调", "0.8", {"building__code": "2", "floor__gte": 14}, (submit, agree, file_it)),
        (1, "商铺价格调整", "-1", {"kind": Unit.Kind.SHOP}, ()),
    ):  # fmt: skip
        Repricing(story, cast, project, name, percent, **which).draft(ago, *steps)
