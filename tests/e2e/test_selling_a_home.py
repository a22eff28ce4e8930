"""The main job as the people who do it: from a real price list to a reserved home with its papers."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import cn2an
import pytest
from playwright.sync_api import Error, Locator, Page, Response, expect

from tests.e2e.deeds import SLOW, SignIn, approve, create, deed, drawer, fill, paper, picture, press
from tests.e2e.test_importing_prices import LIST, take_in

PROJECT = "松风明月"
GROUND = "group"


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


def free_unit(page: Page) -> str:
    """The key of a home on sale in the middle of the open board."""
    free = page.locator("td.u:has-text('○')")
    return str(free.nth(free.count() // 2).get_attribute("id"))[1:]


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


def stranger_received(wang: Page, phone: str = "13800138127", name: str = "陈国栋") -> str:
    """A number nobody knows, on the phone in the consultant's hand: new, consent given, theirs. Answers the customer's page."""
    wang.goto("/customers/reception/")
    wang.locator("#reception-phone").press_sequentially(phone, delay=10)
    expect(wang.locator("#outcome [data-outcome=new]")).to_be_visible(timeout=SLOW)
    wang.fill("#reception-name", name)
    wang.locator("input[name=title]").first.check(force=True)
    wang.locator("input[name=agreed]").check()
    wang.locator("[data-submit]").click()
    wang.wait_for_url(re.compile(r"/reception/\d+/"))
    return str(
        wang.locator(".arrived-next a:not([data-drawer])[href*='/customers/customer/']").first.get_attribute("href")
    )


def followed_up(wang: Page, customer: str) -> None:
    """A sentence, what came of it and when to speak again (3.2.1)."""
    wang.goto(f"{customer}follow-up/")
    form = wang.locator("form.composer")
    for name in ("method", "result"):
        form.locator(f"input[name={name}]").first.check(force=True)
    form.locator("[name=text]").fill("想看高层南向三房，预算七百万以内，周末带家人再来。")
    form.locator("input[name=when]").nth(1).check(force=True)
    form.locator(".composer-line button").click()
    wang.wait_for_url(lambda url: "follow-up" not in url)
    wang.goto(customer)
    expect(wang.locator("#main")).to_contain_text("想看高层南向三房")


def plan_written(wang: Page, customer: str, unit: str) -> str:
    """Public offer, mortgage, and a special discount above her own half per cent (3.3.1, 3.3.3). Answers the plan's page."""
    wang.goto(f"/sales/plan/?unit={unit}&customer={customer.rstrip('/').rsplit('/', 1)[1]}")
    form = wang.locator("form.plan-builder")
    form.locator("input[name=scheme]").first.check(force=True)
    fill(form, special_discount="60000", special_ground=GROUND, special_reason="客户当日可付定金")
    expect(form.locator("#preview")).to_contain_text("周强", timeout=SLOW)
    form.locator(".form-foot button.btn-primary").click()
    wang.wait_for_url(re.compile(r"/sales/quote/\d+/"))
    return wang.url.split("?")[0]


def discount_approved(wang: Page, zhou: Page, plan: str) -> None:
    """The matrix says the supervisor; the consultant cannot issue the plan before (3.3.3, G-14)."""
    deed(wang, "ask_special_discount", reason="客户当日可付定金")
    approve(zhou)
    wang.goto(plan)
    deed(wang, "issue_quote")


def told_and_accepted(wang: Page, plan: str) -> None:
    """What every buyer must hear is confirmed line by line before the plan can be accepted (3.3.2)."""
    wang.goto(plan)
    told = wang.locator("form[action$='/told/']")
    for box in told.locator("[name=items]").all():
        box.check()
    told.locator("button").click()
    expect(wang.locator("form[action$='/told/'] [name=items]")).to_have_count(0, timeout=SLOW)
    wang.goto(plan)
    deed(wang, "accept_quote")


def held_against_a_colleague(wang: Page, zhao: Page, plan: str, unit: str) -> None:
    """Both have the drawer open; wang is first; zhao reads who has it and gets three others (3.3.1, G-05)."""
    stranger_received(zhao, "13900139031", "林晓燕")
    zhao.goto(f"/inventory/unit/{unit}/")
    zhao.locator("#main a[href*='/hold_unit/'][data-drawer]").first.click()
    form = drawer(zhao)
    _first_choice(form, "customer")
    wang.goto(plan)
    wang.locator("#main a[href*='/hold_unit/'][data-drawer]").first.click()
    _first_choice(drawer(wang), "customer")
    press(wang)
    zhao.locator("dialog.drawer[open] .form-foot button.btn-primary").click()
    sheet = zhao.locator(".conflict-sheet")
    expect(sheet).to_be_visible(timeout=SLOW)
    expect(sheet.locator(".alternatives li")).to_have_count(3)


def _first_choice(form: Locator, name: str) -> None:
    """Somebody must be chosen; whoever is chosen already stays."""
    field = form.locator(f"select[name={name}]")
    if field.count() and not field.input_value():
        field.select_option(index=1, force=True)


def reserved(wang: Page, unit: str) -> str:
    """Two buyers with shares, an earnest deposit, everything gone through (3.4.1, G-06). Answers the reservation's page."""
    wang.goto(f"/sales/unit/{unit}/reserve/")
    form = wang.locator("#wizard")
    fill(
        form, **{"b0-name": "陈国栋", "b0-id_number": "11010519491231002X", "b0-phone": "13800138127", "b0-share": "60"}
    )
    fill(form, **{"b1-name": "周玉兰", "b1-id_number": "440308198508121264", "b1-share": "40"})
    fill(
        form,
        deposit_kind="earnest",
        deposit_amount="100000",
        checked_face_to_face=True,
        eligibility_note="深户，首套，已查验",
    )
    form.locator(".form-foot button.btn-primary").click()
    wang.wait_for_url(re.compile(r"/sales/reservation/\d+/"))
    return wang.url.split("?")[0]


def deposit_taken(zhou: Page, liu: Page, lin: Page, reservation: str) -> None:
    """Checked by the supervisor, signed by the manager, and only then money: at the cashier's desk (3.4.2, G-09)."""
    zhou.goto(reservation)
    deed(zhou, "check_reservation")
    liu.goto(reservation)
    deed(liu, "sign_reservation")
    lin.goto("/sales/cashier/")
    lin.locator("#main a[href*='/receipt/'][data-drawer]").first.click()
    fill(drawer(lin), amount="100000", method="transfer", serial="CCB20261123000187", payer="陈国栋")
    press(lin)


def amount_of(page: Page) -> Decimal:
    """The price that the page shows large."""
    return Decimal(page.locator(".preview-price").first.inner_text().replace(",", "").strip("¥ "))


def carries(text: str, amount: Decimal) -> None:
    """The paper says the amount in figures and in words; the words by another library than ours."""
    assert f"{amount:,.2f}" in text, text
    words = cn2an.an2cn(str(amount), "rmb")
    assert words in text or words.rstrip("整") in text, f"{words} not in {text}"


def papers_read(wang: Page, lin: Page, liu: Page, plan: str, reservation: str, unit: str) -> None:
    """The three papers open and say the amounts in figures and words; the board says reserved."""
    wang.goto(plan)
    price = amount_of(wang)
    carries(paper(wang, wang.locator("a[href*='/pdf/']").first), price)
    wang.goto(reservation)
    assert amount_of(wang) == price
    form = paper(wang, wang.locator("a[href*='/pdf/']").last)
    carries(form, price)
    carries(form, Decimal("100000.00"))
    lin.goto(reservation)
    carries(paper(lin, lin.locator("a[href*='/receipt/'][href*='/pdf/']").first), Decimal("100000.00"))
    liu.goto("/inventory/board/")
    expect(liu.locator(f"#u{unit}")).to_contain_text("认购")


def remember_pages(page: Page, seen: list[str]) -> None:
    """Everything the server sends this person as a page or a part of one."""

    def keep(answer: Response) -> None:
        if answer.status < 300 and "html" in answer.headers.get("content-type", ""):
            with contextlib.suppress(Error):  # the page has gone on before the body was read
                seen.append(answer.text())

    page.on("response", keep)


@pytest.mark.clause("3.1.1")
@pytest.mark.clause("3.1.2")
@pytest.mark.clause("3.1.3")
@pytest.mark.clause("3.2.1")
@pytest.mark.clause("3.2.2")
@pytest.mark.clause("3.3.1")
@pytest.mark.clause("3.3.3")
@pytest.mark.clause("3.4.1")
@pytest.mark.clause("3.4.2")
def test_a_home_is_sold_from_the_price_list_to_the_deposit(sign_in: SignIn, sample_data: Path, tmp_path: Path) -> None:
    """Nine people, one home: nobody does two of the steps that must lie in different hands."""
    zheng, chen, liu, gao = (sign_in(name) for name in ("zheng", "chen", "liu", "gao"))
    bring_in(zheng, sample_data)
    permit = permit_approved(zheng, chen, liu, tmp_path)
    prices_in_force(zheng, chen, liu, gao)
    published(zheng, permit)
    release(liu)
    unit = free_unit(liu)

    zhou, wang, zhao, lin = sign_in("zhou"), sign_in("wang", phone=True), sign_in("zhao"), sign_in("lin")
    seen: list[str] = []
    remember_pages(wang, seen)
    terms_in_force(zheng, liu)
    doors_open(liu, zhou)
    customer = stranger_received(wang)
    followed_up(wang, customer)
    plan = plan_written(wang, customer, unit)
    discount_approved(wang, zhou, plan)
    told_and_accepted(wang, plan)
    held_against_a_colleague(wang, zhao, plan, unit)
    reservation = reserved(wang, unit)
    deposit_taken(zhou, liu, lin, reservation)
    papers_read(wang, lin, liu, plan, reservation, unit)
    assert len(seen) > 10
    assert not [page for page in seen if "底价" in page]
