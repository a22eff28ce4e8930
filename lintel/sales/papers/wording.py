"""The agreed wording of the sales papers, always 简体: what a deposit means, the clauses, the disclaimers.

It restates the law the rules cite (民法典 586–588; the Supreme Court's interpretation on home sales, articles 4, 5).
An office has its lawyer read it and may pass its own clauses to the papers instead.
"""

from enum import StrEnum

from lintel.platform.kernel.money import format_percent, plain
from lintel.sales.calculations.loans import Lender, Method
from lintel.sales.calculations.payment_schemes import Kind, Line, Part
from lintel.sales.calculations.taxes import Basis, Charge, Estimate


class Deposit(StrEnum):
    """The three kinds of money before a contract; the value is what is printed."""

    EARNEST = "定金"
    ADVANCE = "订金"
    INTENT = "诚意金"


EFFECT: dict[Deposit, str] = {
    Deposit.EARNEST: (
        "本款为定金，适用定金罚则：认购人不履行约定的，无权请求返还定金；出卖人不履行约定的，应当双倍返还定金。"
        "不可归责于双方的事由致使未能订立买卖合同的，定金全额返还。定金数额不超过房屋总价款的百分之二十。"
    ),
    Deposit.ADVANCE: (
        "本款为订金（预付款），不具有定金性质，不适用定金罚则：签订买卖合同的，抵作购房款；未签订的，全额无息返还。"
    ),
    Deposit.INTENT: (
        "本款为诚意金，仅表示购房意向，不具有定金性质，不适用定金罚则：认购人可申请退还，全额无息返还；签订买卖合同的，抵作购房款。"
    ),
}
"""The legal effect of each kind (rule G-07), printed on the reservation and on the receipt."""

LENDERS: dict[Lender, str] = {Lender.COMMERCIAL: "商业贷款", Lender.PROVIDENT: "公积金贷款"}
METHODS: dict[Method, str] = {Method.EQUAL_INSTALMENT: "等额本息", Method.EQUAL_PRINCIPAL: "等额本金"}
SCHEMES: dict[Kind, str] = {
    Kind.LUMP_SUM: "一次性付款",
    Kind.INSTALMENTS: "分期付款",
    Kind.COMMERCIAL: "商业按揭贷款",
    Kind.PROVIDENT: "公积金贷款",
    Kind.COMBINED: "组合贷款",
}
CHARGES: dict[Charge, str] = {
    Charge.DEED_TAX: "契税",
    Charge.MAINTENANCE_FUND: "住宅专项维修资金",
    Charge.REGISTRATION_HOME: "不动产登记费（住宅）",
    Charge.REGISTRATION_OTHER: "不动产登记费（非住宅）",
}
PARTS: dict[Part, str] = {Part.WHOLE: "一次性付款", Part.DOWN_PAYMENT: "首付款", Part.INSTALMENT: "期款"}
BASES: dict[Basis, str] = {
    Basis.CONTRACT_PRICE: "合同价",
    Basis.PRICE_WITHOUT_VAT: "不含增值税价",
    Basis.BUILDING_AREA: "建筑面积",
    Basis.EACH: "每件",
}


def payment_name(line: Line) -> str:
    """Return what a payment is called on paper; an instalment has the office's own name."""
    if line.lender is not None:
        return LENDERS[line.lender]
    return line.name or PARTS.get(line.part, PARTS[Part.INSTALMENT])


def rate_text(estimate: Estimate) -> str:
    """Return the rate as printed: ``1.5%``, ``90 元/㎡``, ``80 元``."""
    if estimate.basis in (Basis.CONTRACT_PRICE, Basis.PRICE_WITHOUT_VAT):
        return format_percent(estimate.rate)
    return f"{plain(estimate.rate)} 元/㎡" if estimate.basis is Basis.BUILDING_AREA else f"{plain(estimate.rate)} 元"


def source_text(estimate: Estimate) -> str:
    """Return where a rate comes from and since when it holds, and a warning when its review is overdue."""
    late = "，待复核" if estimate.needs_review else ""
    return f"{estimate.source}（{estimate.effective_from} 起{late}）"


RECEIPT_NOTE = "本收据不等于发票，不作税务凭证使用；发票由收款单位依法另行开具。请妥善保管，签订合同或退款时交回核对。"

_DEFAULT: dict[Deposit, tuple[str, ...]] = {
    Deposit.EARNEST: (
        "认购人支付的定金为立约定金。认购人未在签约期限内签订《商品房买卖合同》，经书面催告后仍不签订的，出卖人有权解除本认购书并"
        "另行销售该房屋，认购人无权请求返还定金（《中华人民共和国民法典》第五百八十七条）。",
        "出卖人在签约期限内将该房屋另售他人、无正当理由拒绝签约或提高本认购书约定价格的，应当双倍返还定金（同上）。",
        "因不可归责于双方的事由（包括但不限于非因认购人过错未获贷款批准、购房政策变化、双方就合同条款经诚信协商未能一致），"
        "未能订立买卖合同的，出卖人应将定金全额返还（最高人民法院关于审理商品房买卖合同纠纷案件适用法律若干问题的解释第四条）。",
        "定金数额不超过房屋总价款的百分之二十；超过部分不产生定金的效力，按预付款处理（民法典第五百八十六条）。",
    ),
    Deposit.ADVANCE: (
        "认购人支付的订金为预付款，不具有定金性质。未签订《商品房买卖合同》的，无论何方原因，出卖人应自认购人提出之日起按约定期限"
        "全额无息返还；双方另有损失的，依法另行主张。",
    ),
    Deposit.INTENT: (
        "诚意金仅表示购房意向，不构成对该房屋的预订担保。认购人可随时书面申请退还，出卖人应按约定期限全额无息返还。",
    ),
}


def reservation_clauses(deposit: Deposit, *, sign_by: str) -> list[str]:
    """Return the standard clauses of a reservation agreement for this kind of money; ``sign_by`` as printed."""
    return [
        "出卖人已取得本房屋的商品房预售许可证（或已具备现售条件），并已向认购人出示；认购人已查看许可证、房源价格公示、"
        "《商品房买卖合同》示范文本及本房屋抵押、查封等权利状况的说明。",
        "本房屋成交价不高于备案（公示）价格。除本认购书及价格公示所列项目外，出卖人不收取任何未予标明的费用。",
        f"双方应于 {sign_by} 前签订《商品房买卖合同》。签约期限需延长的，由双方书面确认。",
        *_DEFAULT[deposit],
        "签订《商品房买卖合同》后，认购人已付款项抵作购房款。预售房款应直接存入预售资金监管账户，销售人员不得以个人名义收取任何款项。",
        "在本认购书有效期内，出卖人不得将该房屋再行销售、预订给他人。认购人不得转让本认购书项下的权利；更名、换房须经出卖人书面同意。",
        "本认购书所载建筑面积为预测（或实测）面积，最终以不动产登记为准，面积误差按《商品房买卖合同》约定处理。",
        "出卖人仅为办理认购、签约及备案处理认购人的个人信息，并依法保密。",
        "本认购书一式两份，双方各执一份，自双方签字（盖章）且约定款项到账之日起生效，至《商品房买卖合同》签订之日止。",
    ]


def plan_disclaimers(valid_until: str) -> list[str]:
    """Return what a purchase plan must say about itself."""
    return [
        f"本计划书仅供参考，不构成要约或合同；有效期至 {valid_until}，逾期价格与优惠以现场公示为准。",
        "房屋价格不高于备案（公示）价格；优惠条件以公示内容或书面审批为准，需特批的优惠在审批通过前不生效。",
        "贷款额度、利率、年限及是否获批以贷款银行和公积金中心审批为准；还款金额按当前利率测算，利率调整后随之变化。",
        "税费为估算，以缴纳时的法律法规及税务、登记、房管部门核定为准；家庭住房套数以税务机关认定为准。",
        "面积为预测或实测建筑面积，最终以不动产登记为准；户型图仅作示意，以合同附图为准。",
    ]
