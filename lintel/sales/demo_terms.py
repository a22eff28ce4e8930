"""The terms of the demo: public offers, ways to pay, what the city charges, and what is told to buyers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lintel.inventory.models import Project
from lintel.platform.directory.models import User
from lintel.platform.kernel.story import Story
from lintel.sales.actions.disclosing import add_standard_disclosures
from lintel.sales.actions.terms import (
    approve_offer,
    approve_payment_scheme,
    draft_offer,
    draft_payment_scheme,
    enter_tax_rate,
)
from lintel.sales.models import TaxRate

OFFERS: tuple[dict[str, Any], ...] = (
    {
        "name": "开盘优惠", "conditions": "开盘期内认购任意住宅，人人适用", "by": "percent", "value": Decimal(1), "place": 1,
        "unit_kind": "residential",
    },
    {"name": "按时签约优惠", "conditions": "认购后 7 日内签订买卖合同", "by": "percent", "value": Decimal("0.5"), "place": 2},
    {"name": "到访礼金", "conditions": "首次到访当月认购", "by": "amount", "value": Decimal(5000), "place": 3},
)  # fmt: skip
SCHEMES: tuple[dict[str, Any], ...] = (
    {"name": "一次性付款", "way": "lump_sum", "discount_percent": Decimal(1)},
    {"name": "分期付款（5-3-2）", "way": "instalments", "instalments": "首期 50 7\n二期 30 90\n尾款 20 180"},
    {"name": "商业按揭", "way": "commercial", "down_percent": Decimal(20)},
    {"name": "公积金贷款", "way": "provident", "down_percent": Decimal(20), "provident_limit": Decimal(900_000)},
    {"name": "组合贷款", "way": "combined", "down_percent": Decimal(20), "provident_limit": Decimal(900_000)},
)  # fmt: skip
FUNDS = {"深圳": Decimal(120), "合肥": Decimal(100)}
"""Yuan per ㎡ of the maintenance fund, invented but of the usual size."""


def terms(story: Story, cast: Mapping[str, User], project: Project, ago: int) -> None:
    """Planning drafts, the manager approves, before the first plan is written; one offer still waits."""
    story.at(story.day(ago, 13), lambda: _draft_and_approve(cast, project, story.now.date()))
    story.at(story.day(1, 17), lambda: _one_more(cast, project, story.today))


def _draft_and_approve(cast: Mapping[str, User], project: Project, day: date) -> None:
    planner, manager = cast["zheng"], cast["liu"]
    for offer in OFFERS:
        approve_offer(
            manager, draft_offer(planner, project=project, starts_on=day, ends_on=day + timedelta(days=120), **offer)
        )
    for scheme in SCHEMES:
        approve_payment_scheme(manager, draft_payment_scheme(planner, project=project, starts_on=day, **scheme))
    enter_tax_rate(
        planner, kind=TaxRate.Kind.FUND, name="住宅专项维修资金", city=project.city, building_kind="高层（带电梯）",
        amount=FUNDS[project.city],
        source="演示数据：按当地住建部门公布标准录入", effective_from=day,
    )  # fmt: skip
    add_standard_disclosures(manager, project)


def _one_more(cast: Mapping[str, User], project: Project, day: date) -> None:
    draft_offer(
        cast["zheng"], project=project, name="年末团购优惠", conditions="同一单位 5 套及以上，凭在职证明", by="percent", value=Decimal(1),
        starts_on=day, ends_on=day + timedelta(days=45), place=4,
    )  # fmt: skip
