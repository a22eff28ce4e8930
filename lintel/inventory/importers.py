"""Taking in a price list: the columns it may have, and what becomes of each row (clause 3.1.2).

A row is one unit. Units that are new are created, not released; units that are known are compared, and the prices that
are new or different go into a draft price scheme, so that nothing is in force before it was approved and filed.
"""

# msg: ok - the headings and words of strangers' files are Chinese
from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.inventory.importing.planning import plan_units
from lintel.inventory.importing.writing import commit_units, undo_units
from lintel.inventory.models import Project, Unit
from lintel.platform.access.scope import visible
from lintel.platform.exchange.importers import Field, Importer, Option, Total, register
from lintel.platform.exchange.reading import matrix, values

IMPORT = "inventory.import_units"
KINDS = {
    "住宅": "residential", "普通住宅": "residential", "商品住宅": "residential", "公寓": "residential", "别墅": "residential",
    "商业": "shop", "商铺": "shop", "店铺": "shop", "门面": "shop",
    "车位": "parking", "车库": "parking", "停车位": "parking", "地下车位": "parking",
    "residential": "residential", "home": "residential", "shop": "shop", "parking": "parking",
}  # fmt: skip


def projects_of(actor: Any) -> Iterable[tuple[Any, str]]:
    """The projects into which this person may import; the code is understood on the command line as well."""
    found = visible(Project, actor, IMPORT).order_by("name").values_list("pk", "name", "code")
    for pk, name, _code in found:
        yield pk, name
    for pk, _name, code in found:
        yield pk, code


def _sum(name: str) -> Any:
    def of(row: Mapping[str, Any]) -> Decimal | None:
        return row.get(name)

    return of


def _one(row: Mapping[str, Any]) -> int:
    return 1


UNITS = register(
    Importer(
        name="inventory.units",
        title=_("Units and prices"),
        model=Unit,
        permission=IMPORT,
        clause="3.1.2",
        help=_("One row per unit, or the matrix of floors and rooms. New units are not released by this, and no price comes into force."),
        fields=(
            Field(
                "building", _("Building"), values.text(80),
                aliases=("楼栋", "楼号", "幢号", "栋号", "楼幢", "楼座", "楼栋名称", "幢"), required=True, example="3栋",
            ),
            Field(
                "section", _("Section"), values.text(40),
                aliases=("单元", "单元号", "门洞", "梯"), example="1单元", help=_("Empty or -- where the building has none."),
            ),
            Field("floor", _("Floor"), values.floor(), aliases=("楼层", "层", "所在层", "所在楼层", "层数"), required=True, example="15"),
            Field("room", _("Room"), values.text(12, half=True),
                aliases=("房号", "室号", "房间号", "房间", "室", "户号"), required=True, example="03"),
            Field(
                "unit_price", _("Unit price (yuan/㎡)"), values.money(minimum=Decimal("0.01")),
                aliases=("预售单价", "单价", "备案均价", "销售单价", "标准单价", "建面单价", "表单价"),
                example="50000.00",
            ),
            Field(
                "gross_area", _("Gross floor area (㎡)"), values.area(),
                aliases=("建筑面积", "建面", "面积", "预测建筑面积", "实测建筑面积", "预测面积"), example="93.87",
            ),
            Field("net_area", _("Net internal area (㎡)"), values.area(),
                aliases=("户内面积", "套内面积", "套内建筑面积", "套内", "内面积"),
                example="74.81"),
            Field(
                "total", _("Total price (yuan)"), values.money(minimum=1),
                aliases=("总价", "标准价", "表价", "标准总价", "预售总价", "销售总价", "一口价"),
                help=_("Reckoned from unit price and gross area where it is missing."),
            ),
            Field(
                "filed_price", _("Filed price (yuan)"), values.money(minimum=1),
                aliases=("备案价", "备案总价", "备案价格"),
                help=_("The total. The list price where it is missing."),
            ),
            Field(
                "floor_price", _("Floor price (yuan)"), values.money(minimum=1),
                aliases=("底价", "底总价", "最低价"), help=_("The total below which a price needs approval."),
            ),
            Field("unit_type", _("Unit type"), values.text(40), aliases=("户型", "户型名称", "房型")),
            Field("orientation", _("Orientation"), values.text(20), aliases=("朝向", "房屋朝向")),
            Field("kind", _("Kind"), values.choice(KINDS), aliases=("用途", "房屋用途", "物业类型", "房源类型", "业态")),
        ),
        options=(Option("project", _("Project"), choices=projects_of),),
        totals=(
            Total("units", _("Units"), _one),
            Total("gross_area", _("Gross floor area (㎡)"), _sum("gross_area")),
            Total("net_area", _("Net internal area (㎡)"), _sum("net_area")),
            Total("total", _("Sum of list prices (yuan)"), _sum("list_price")),
        ),
        plan=plan_units,
        commit=commit_units,
        undo=undo_units,
        reshape=matrix.unfold,
    )
)  # fmt: skip
