"""Taking in a list of customers: the phone decides who is new, and a list without proof of its source is not taken (G-31)."""

# msg: ok  headings and words of Chinese lists, which no language of the screen changes

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers.importing import commit_customers, plan_customers, undo_customers
from lintel.customers.models import Channel, Customer, Grade
from lintel.inventory.models import Project
from lintel.platform.access.scope import visible
from lintel.platform.exchange.exporting import ExportColumn, Exporter, register_exporter
from lintel.platform.exchange.importers import Field, Importer, Option, Total, register
from lintel.platform.exchange.reading import values

IMPORT = "customers.import_customers"
CHANNELS = {
    "自然来访": "walk_in",
    "来访": "walk_in",
    "到访": "walk_in",
    "来电": "call",
    "电话": "call",
    "网络": "online",
    "线上": "online",
    "抖音": "online",
    "老带新": "referral",
    "业主推荐": "referral",
    "介绍": "referral",
    "渠道": "partner",
    "分销": "partner",
    "中介": "partner",
    "活动": "event",
    "户外": "outdoor",
    "户外广告": "outdoor",
    "媒体": "media",
    "拓客": "outreach",
    "外拓": "outreach",
    "其他": "other",
    **{c.value: c.value for c in Channel},
}
TITLES = {"先生": "mr", "男": "mr", "女士": "ms", "小姐": "ms", "女": "ms", "mr": "mr", "ms": "ms", "mrs": "ms"}
GRADES = {
    **{g.value: g.value for g in Grade},
    **{f"{g.value}类": g.value for g in Grade},
    **{f"{g.value}级": g.value for g in Grade},
}
PROOFS: list[tuple[Any, Any]] = [
    ("forms", _("Signed consent forms are on file")),
    ("enquiry", _("The people contacted us themselves")),
    ("contract", _("Earlier customers of ours under contract")),
    ("partner", _("A partner passed them on with their agreement, on paper")),
]


def projects_of(actor: Any) -> Iterable[tuple[Any, str]]:
    """The projects into which this person may import; the code is understood on the command line as well."""
    found = visible(Project, actor, IMPORT).order_by("name").values_list("pk", "name", "code")
    for pk, name, _code in found:
        yield pk, name
    for pk, _name, code in found:
        yield pk, code


CUSTOMERS = register(
    Importer(
        name="customers.customers",
        title=_("Customers"),
        model=Customer,
        permission=IMPORT,
        clause="2.2.4.1",
        help=_(
            "One row per person. Known numbers are left as they are; a colleague's protected customer is reported without its name."
        ),
        fields=(
            Field(
                "phone",
                _("Phone"),
                values.phone(),
                aliases=("手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式"),
                required=True,
                personal=True,
                example="138 0000 1234",
            ),
            Field(
                "name",
                _("Customer name"),
                values.text(60),
                aliases=("姓名", "客户姓名", "客户", "客户名称", "称呼"),
                required=True,
                personal=True,
                example="张建国",
            ),
            Field(
                "title", _("Form of address"), values.choice(TITLES), aliases=("性别", "尊称", "称谓"), example="先生"
            ),
            Field(
                "channel",
                _("Channel"),
                values.choice(CHANNELS),
                aliases=("渠道", "来源", "来源渠道", "认知渠道", "获知途径", "客户来源"),
                example="来访",
            ),
            Field(
                "grade",
                _("Intent grade"),
                values.choice(GRADES),
                aliases=("意向", "意向等级", "客户等级", "等级", "级别", "意向级别"),
                example="B",
            ),
            Field(
                "owner",
                _("Consultant"),
                values.text(60),
                aliases=("置业顾问", "顾问", "销售", "销售顾问", "归属人", "业务员", "跟进人"),
                example="王敏",
            ),
            Field(
                "rooms",
                _("Bedrooms"),
                values.integer(minimum=0, maximum=20),
                aliases=("房间数", "居室", "需求户型", "意向户型"),
                example="3",
            ),
            Field("area_min", _("Area from (㎡)"), values.area(), aliases=("面积下限", "最小面积")),
            Field("area_max", _("Area to (㎡)"), values.area(), aliases=("面积上限", "最大面积", "意向面积")),
            Field(
                "budget_max",
                _("Budget to (yuan)"),
                values.money(minimum=0),
                aliases=("预算", "总价预算", "意向总价", "购房预算"),
            ),
            Field(
                "note",
                _("Note"),
                values.text(500),
                aliases=("备注", "需求", "客户需求", "关注点", "说明"),
                personal=True,
            ),
        ),
        options=(
            Option("project", _("Project"), choices=projects_of),
            Option("proof", _("Proof of source"), choices=lambda actor: PROOFS),
        ),
        totals=(Total("customers", _("Customers"), lambda row: 1),),
        plan=plan_customers,
        commit=commit_customers,
        undo=undo_customers,
    )
)

EXPORT = register_exporter(
    Exporter(
        name="customers.customers",
        title=_("Customers (masked)"),
        permission="customers.view_customer",
        clause="5.1.1",
        columns=(
            ExportColumn(_("Number"), lambda c: c.number),
            ExportColumn(_("Customer name"), lambda c: c.masked_name),
            ExportColumn(_("Phone"), lambda c: str(c.phone or "")),
            ExportColumn(_("Intent grade"), lambda c: c.grade),
            ExportColumn(_("Stage"), lambda c: c.get_stage_display()),
            ExportColumn(_("Channel"), lambda c: c.get_channel_display()),
            ExportColumn(_("Consultant"), lambda c: str(c.owner or "")),
            ExportColumn(_("Next contact"), lambda c: c.next_action_at, kind="moment"),
        ),
        rows=lambda actor, options: (
            visible(Customer, actor)
            .filter(merged_into__isnull=True)
            .select_related("owner")
            .order_by("pk")
            .iterator(2000)
        ),
    )
)
