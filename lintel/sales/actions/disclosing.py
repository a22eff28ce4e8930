"""Telling the buyer what must be told, and keeping the record that it was (clause 3.3.2)."""

# msg: ok - words of the law, of printed papers and of what people type

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lintel.inventory.models import Project
from lintel.platform.actions.door import action
from lintel.platform.actions.many import created_many
from lintel.platform.clauses.registry import rule
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.sales.models import Disclosed, DisclosureItem, Quote
from lintel.sales.queries import disclosures_due, disclosures_missing

Before = DisclosureItem.Before

STANDARD: tuple[tuple[str, str, bool, str], ...] = (
    (Before.ACCEPTING, "预售许可证及本房屋价格公示（一房一价），价格不高于备案价", False, "商品房销售明码标价规定"),
    (Before.ACCEPTING, "付款方式、贷款额度和利率以银行审批为准；税费为估算", False, "消费者权益保护法第二十条"),
    (Before.ACCEPTING, "面积为预测面积，误差按合同约定处理", False, "商品房销售管理办法第二十条"),
    (
        Before.SIGNING,
        "《商品房买卖合同》示范文本及主要条款、交房时间和条件、产权办理期限",
        False,
        "商品房销售管理办法第二十三条",
    ),
    (Before.SIGNING, "款项性质（定金、订金或诚意金）及其退还规则", False, "民法典第五百八十六条至五百八十八条"),
    (Before.SIGNING, "房款只存入预售资金监管账户，销售人员不收取任何款项", False, "商品房预售资金监管办法"),
    (Before.SIGNING, "前期物业服务合同、物业费和车位政策", False, "商品房销售管理办法第十三条"),
    (Before.SIGNING, "土地或在建工程抵押情况（书面告知）", True, "规则 G-17"),
)
"""What buyers are usually told, in the language of the papers; an office adds its own."""


@action(
    Project, gettext_lazy("Add the standard disclosures"), clause="3.3.2",
    when=lambda p: not DisclosureItem.objects.filter(project=p).exists(),
)  # fmt: skip
def add_standard_disclosures(actor: User, project: Project) -> int:
    """Write the usual disclosures of a project that are not there yet; returns how many were added."""
    known = set(DisclosureItem.objects.filter(project=project).values_list("text", flat=True))
    new = [
        DisclosureItem(project=project, place=place, before=before, text=text, for_mortgaged=mortgage, source=source)
        for place, (before, text, mortgage, source) in enumerate(STANDARD, start=1)
        if text not in known
    ]
    made = DisclosureItem.objects.bulk_create(new)
    created_many(actor, "sales.add_standard_disclosures", made, {}, clause="3.3.2")
    return len(made)


@action(DisclosureItem, gettext_lazy("Add a disclosure"), creates=True, clause="3.3.2")
def add_disclosure(
    actor: User, *, project: Project, text: str, before: DisclosureItem.Before, mandatory: bool = True, for_mortgaged: bool = False,
    source: str = "",
) -> DisclosureItem:  # fmt: skip
    """One more thing every buyer of the project is told."""
    place = DisclosureItem.objects.filter(project=project).count() + 1
    item = DisclosureItem(
        project=project,
        text=text,
        before=before,
        mandatory=mandatory,
        for_mortgaged=for_mortgaged,
        source=source,
        place=place,
    )
    item.full_clean()
    item.save()
    return item


@action(DisclosureItem, gettext_lazy("End"), clause="3.3.2", when=lambda i: i.ended_on is None)
def end_disclosure(actor: User, item: DisclosureItem, *, reason: str) -> None:
    """From now on it is no longer told; what was confirmed stays on record."""
    item.ended_on = clock.today()


OPEN = (Quote.Status.DRAFT, Quote.Status.APPROVED, Quote.Status.ISSUED, Quote.Status.ACCEPTED, Quote.Status.USED)


@action(
    Quote,
    gettext_lazy("Confirm what the customer was told"),
    clause="3.3.2",
    when=lambda q: q.status in OPEN,
    button=False,
)
@rule("G-05", clause="3.3.2", name="G-05:sales.confirm_disclosures")
def confirm_disclosures(actor: User, quote: Quote, *, items: list[DisclosureItem]) -> int:
    """Record that the customer of this plan was told these things and confirmed them; returns how many are new."""
    allowed = {item.pk for item in disclosures_due(quote)}
    if wrong := [item for item in items if item.pk not in allowed]:
        raise Refused(_("“%(text)s” does not concern this home.") % {"text": wrong[0].text}, clause="3.3.2")
    told = set(quote.disclosed.values_list("item_id", flat=True))
    new = [Disclosed(quote=quote, item=item, told_by=actor) for item in items if item.pk not in told]
    created_many(
        actor, "sales.confirm_disclosures", Disclosed.objects.bulk_create(new), {"quote": quote.pk}, clause="3.3.2"
    )
    return len(new)


def must_be_told(quote: Quote, *stages: str) -> None:
    """Raises ``Refused`` naming the first mandatory thing that was not confirmed."""
    missing = disclosures_missing(quote, *stages)
    if not missing:
        return
    mortgage = any(item.for_mortgaged for item in missing)
    raise Refused(
        _("The customer has not confirmed: %(what)s") % {"what": "；".join(item.text for item in missing)},
        rule="G-17" if mortgage else "G-05", clause="3.3.2", remedy=_("Explain it and have it confirmed on the purchase plan."),
        missing=[item.pk for item in missing],
    )  # fmt: skip
