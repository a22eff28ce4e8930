"""The main job as the people who do it: from a real price list to a reserved home with its papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.deeds import SLOW, SignIn, approve, create, deed, drawer, fill, paper, picture, press
from tests.e2e.test_importing_prices import LIST, take_in

PROJECT = "松风明月"
Said = Callable[[str], None]


def quiet(_step: str) -> None:
    """Nobody watches."""


def permit_approved(zheng: Page, chen: Page, liu: Page, folder: Path) -> str:
    """Recorded with its scan for all buildings, compared and approved by deputy and manager (3.1.2, G-01)."""
    zheng.goto("/inventory/presalepermit/")
    zheng.locator("#main a[href$='/new/'][data-drawer]").first.click()
    form = drawer(zheng)
    buildings = form.locator("[name=buildings] option").evaluate_all("all => all.map(o => o.value)")
    fill(
        form, project=PROJECT, number="深房许字（2026）龙岗 018 号", issued_on=date.today() - timedelta(days=5),
        buildings=buildings, scan=picture(folder),
    )  # fmt: skip
    press(zheng)
    permit = opened(zheng, "inventory/presalepermit")
    deed(zheng, "submit_permit")
    approve(chen, "预售许可证")
    approve(liu, "预售许可证")
    zheng.goto(permit)
    expect(zheng.locator("#main")).to_contain_text("已批准")
    return permit


def prices_in_force(zheng: Page, chen: Page, liu: Page, gao: Page) -> None:
    """The imported prices: submitted, approved twice, filed by the contract reviewer, in force (3.1.2, 2.2.1.5, G-10)."""
    scheme = opened(zheng, "inventory/pricescheme")
    deed(zheng, "submit_scheme")
    approve(chen, "价格方案")
    approve(liu, "价格方案")
    gao.goto(scheme)
    deed(gao, "file_scheme", filing_number="深发改价备〔2026〕118 号", filed_on=date.today() - timedelta(days=1))
    deed(gao, "put_in_force")
    expect(gao.locator("#main")).to_contain_text("生效中")


def published(zheng: Page, permit: str) -> None:
    zheng.goto(permit)
    deed(zheng, "record_publication", published_on=date.today(), where="销售现场公示栏、公司官网")
    expect(zheng.locator("#main")).to_contain_text("销售现场公示栏")


def bring_in(zheng: Page, data: Path) -> None:
    """The real list of 416 homes, once."""
    take_in(zheng, str(data / LIST))
    zheng.get_by_role("button", name="确认导入").first.click()
    expect(zheng.locator("main")).to_contain_text("新增 416 行", timeout=30_000)


def opened(page: Page, path: str) -> str:
    """The page of the newest row of a list, opened as a page of its own; answers its address."""
    page.goto(f"/{path}/")
    path = str(page.locator("#rows a.row-title, #rows a[data-drawer]").first.get_attribute("href")).split("?")[0]
    page.goto(path)
    return path


def release(liu: Page) -> None:
    """The manager puts the first building on sale from the board: select, preview, reason."""
    liu.goto("/inventory/board/")
    expect(liu.locator("td.u").first).to_be_visible()
    liu.locator("[data-board-select]").click()
    liu.locator("[data-board-all]").click()
    liu.locator("[data-board-deed*=release]").click()
    form = drawer(liu)
    assert int(form.locator(".stat-value").first.inner_text()) > 100
    fill(form, reason="首批推售，依据预售许可证与备案价格")
    press(liu)
    expect(liu.locator("td.u").filter(has_text="○").first).to_be_visible(timeout=SLOW)


def terms_in_force(zheng: Page, liu: Page) -> None:
    """What planning drafts and the manager approves: an offer, a way to pay; and what every buyer is told (3.3.1, 3.3.2)."""
    today = date.today()
    create(
        zheng, "/sales/offer/", project=PROJECT, name="开盘优惠", conditions="开盘期间签署认购书的购房人", by="percent",
        value="2", starts_on=today,
    )  # fmt: skip
    create(
        zheng, "/sales/paymentscheme/", project=PROJECT, name="商业按揭", way="commercial", discount_percent="0",
        down_percent="30", due_days="7", starts_on=today,
    )  # fmt: skip
    for model, verb in (("offer", "approve_offer"), ("paymentscheme", "approve_payment_scheme")):
        opened(liu, f"sales/{model}")
        deed(liu, verb)
    liu.goto("/inventory/project/")
    liu.goto(str(liu.locator("#rows a", has_text=PROJECT).first.get_attribute("href")).split("?")[0])
    deed(liu, "add_standard_disclosures")


def doors_open(liu: Page, zhou: Page) -> None:
    """The privacy notice that visitors agree to, and who receives them today (3.1.3, 3.1.1)."""
    create(
        liu, "/customers/noticeversion/", effective_on=date.today(),
        text="我们收集您的姓名和电话，仅用于本次购房的接待、回访与签约。您可以随时要求查阅、更正或删除。",
    )  # fmt: skip
    for name in ("王敏", "赵磊"):
        zhou.goto("/customers/floor/")
        zhou.locator("#main a[href$='/floor/add/']").click()
        fill(drawer(zhou), consultant=name)
        press(zhou)
        expect(zhou.locator("#floor .floor-turns")).to_contain_text(name, timeout=SLOW)


def stranger_received(wang: Page) -> str:
    """A number nobody knows, on the phone in wang's hand: new, consent given, hers. Answers the customer's page."""
    wang.goto("/customers/reception/")
    wang.locator("#reception-phone").press_sequentially("13800138127", delay=10)
    expect(wang.locator("#outcome [data-outcome=new]")).to_be_visible(timeout=SLOW)
    wang.fill("#reception-name", "陈国栋")
    wang.locator("input[name=title]").first.check(force=True)
    wang.locator("input[name=agreed]").check()
    wang.locator("[data-submit]").click()
    wang.wait_for_url(re.compile(r"/reception/\d+/"))
    return str(wang.locator(".arrived-next a[href*='/customers/customer/']").first.get_attribute("href"))
