"""The estates of the demo: laid out, permitted, priced, filed and released by the people whose work that is."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from lintel.inventory.actions.designating import designate_not_for_sale
from lintel.inventory.actions.estate import generate_building
from lintel.inventory.actions.permits import PERMIT, record_permit, record_publication, submit_permit
from lintel.inventory.actions.prices import (
    SCHEME,
    draft_repricing,
    draft_scheme,
    file_scheme,
    price_unit,
    put_in_force,
    submit_scheme,
)
from lintel.inventory.actions.units import freeze_unit, release_units, withhold_units
from lintel.inventory.demo_plan import BLOCKS, FACILITIES, GARAGE, HEADINGS, TYPES, Block, rows_of
from lintel.inventory.demo_prices import repricings
from lintel.inventory.models import Building, PresalePermit, PriceScheme, Project, Unit
from lintel.platform.actions.door import action_named
from lintel.platform.approvals.actions import approve
from lintel.platform.approvals.asking import live_request
from lintel.platform.directory.models import User
from lintel.platform.exchange.filing import import_file
from lintel.platform.kernel.story import Story

Cast = Mapping[str, User]


def deed(name: str) -> Callable[..., Any]:
    """A plain "add" or "change" of this area, declared with its screens."""
    found = action_named(f"inventory.{name}")
    if found is None:
        raise LookupError(name)
    return found


def estate(story: Story, cast: Cast, project: Project) -> None:
    """The large estate: five buildings and a garage, four of them on sale, in the course of three months."""
    story.at(story.day(90, 9), lambda: _lay_out(cast, project))
    story.at(story.day(89, 9), lambda: _import(cast["zheng"], project, ("1", "2", "3", "G")))
    story.at(story.day(89, 11), lambda: _ask_permit(cast, project, ("1栋", "2栋", "3栋", GARAGE), 8, story))
    story.at(story.day(89, 14), lambda: _ask_prices(cast, project))
    story.at(story.day(88, 10), lambda: _agreed(cast, project))
    story.at(story.day(87, 10), lambda: _file_and_start(cast, project, "深房价备〔2026〕118 号"))
    story.at(story.day(86, 9), lambda: _publish(cast, project))
    story.at(story.day(86, 10), lambda: _release(cast, project, "首次开盘", building__code__in=("1", "2")))
    story.at(story.day(86, 11), lambda: _release(cast, project, "首次开盘", building__code="3", floor__lte=18))
    story.at(story.day(86, 12), lambda: _hold_back(cast, project))
    story.at(story.day(52, 9), lambda: _import(cast["zheng"], project, ("5", "6")))
    story.at(story.day(52, 11), lambda: _mortgage(cast, project))
    story.at(story.day(51, 9), lambda: _ask_permit(cast, project, ("6栋",), 21, story))
    story.at(story.day(51, 10), lambda: _ask_prices(cast, project))
    story.at(story.day(50, 10), lambda: _agreed(cast, project))
    story.at(story.day(49, 10), lambda: _file_and_start(cast, project, "深房价备〔2026〕131 号"))
    story.at(story.day(48, 9), lambda: _publish(cast, project))
    story.at(story.day(48, 10), lambda: _release(cast, project, "二批加推", building__code="6"))
    story.at(
        story.day(44, 10),
        lambda: _release(cast, project, "高区加推", building__code="3", floor__gt=18, sale_state=Unit.State.DRAFT),
    )
    story.at(story.day(38, 10), lambda: _release(cast, project, "车位开售", kind=Unit.Kind.PARKING))
    story.at(story.day(9, 15), lambda: _freeze(cast, project))
    repricings(story, cast, project)
    story.at(story.day(2, 10), lambda: _ask_permit(cast, project, ("5栋",), 33, story))
    story.at(story.day(1, 10), lambda: approve(cast["chen"], _request(PERMIT, _newest_permit(project))))
    story.at(story.before_end(230), lambda: _reprice(cast, project))
    story.at(story.before_end(160), lambda: _keep_for_good(cast, project))


def _lay_out(cast: Cast, project: Project) -> None:
    add_type, add_facility, add_phase = deed("add_unittype"), deed("add_facility"), deed("add_phase")
    add_phase(cast["zheng"], project=project, name="一期")
    for kind in TYPES:
        add_type(cast["zheng"], project=project, **kind)
    for facility in FACILITIES:
        add_facility(cast["zheng"], project=project, **facility)


def _import(planner: User, project: Project, codes: Sequence[str]) -> None:
    """The price list comes as a workbook, as it does in life."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{project.name}一房一价表（{'、'.join(codes)}）.xlsx"
        _write(path, [row for code in codes for row in rows_of(BLOCKS[code])])
        report = import_file(planner, "inventory.units", path, {"project": project.pk})
    if not report.ok:
        raise RuntimeError(f"The demo price list was not taken in: {report.as_json()}")


def _write(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一房一价")
        sheet.write_row(0, 0, HEADINGS)
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, row)


def scan(words: str) -> ContentFile[bytes]:
    """A picture that stands for a scanned paper."""
    picture = Image.new("RGB", (1240, 876), "white")
    drawn = ImageDraw.Draw(picture)
    drawn.rectangle((40, 40, 1200, 836), outline="firebrick", width=6)
    drawn.text((120, 120), words, fill="black", font_size=48)
    drawn.text((120, 700), "SAMPLE - demo data, not a real document", fill="gray", font_size=32)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return ContentFile(content.getvalue(), name="预售许可证扫描件.png")


def _ask_permit(cast: Cast, project: Project, names: Sequence[str], number: int, story: Story) -> None:
    buildings = list(Building.objects.filter(project=project, name__in=names))
    issued = story.now.date() - timedelta(days=2)
    permit = record_permit(
        cast["zheng"], project=project, number=f"{project.city[0]}房许字（{issued:%Y}）{project.code}{number:03d} 号", issued_on=issued,
        valid_until=issued + timedelta(days=730), buildings=buildings, scan=scan(f"PRESALE PERMIT No. {number:03d}"),
    )  # fmt: skip
    submit_permit(cast["zheng"], permit, reason="取得许可，申请启用")


def _newest_permit(project: Project) -> PresalePermit:
    return PresalePermit.objects.filter(project=project).latest("pk")


def _newest_scheme(project: Project) -> PriceScheme:
    return PriceScheme.objects.filter(project=project).latest("pk")


def _request(point: Any, row: Any) -> Any:
    found = live_request(point, row)
    if found is None:
        raise LookupError(f"Nobody asked about {row}")
    return found


def _ask_prices(cast: Cast, project: Project, author: str = "zheng") -> None:
    submit_scheme(cast[author], _newest_scheme(project), reason="按周边成交与成本测算，拟报备案")


def _agreed(cast: Cast, project: Project) -> None:
    """Deputy and manager say yes to the newest permit and the newest prices."""
    for point, row in ((PERMIT, _newest_permit(project)), (SCHEME, _newest_scheme(project))):
        approve(cast["chen"], _request(point, row), comment="已核对原件")
        approve(cast["liu"], _request(point, row), comment="同意")


def _file_and_start(cast: Cast, project: Project, filing_number: str) -> None:
    scheme = _newest_scheme(project)
    file_scheme(
        cast["gao"],
        scheme,
        filing_number=filing_number,
        filed_on=_newest_permit(project).issued_on,
        proof=scan("PRICE FILING RECEIPT"),
    )
    put_in_force(cast["liu"], scheme)


def _publish(cast: Cast, project: Project) -> None:
    permit = _newest_permit(project)
    record_publication(
        cast["zheng"], permit, published_on=permit.issued_on + timedelta(days=4), where="售楼处公示墙、市房地产信息平台"
    )


def _release(cast: Cast, project: Project, reason: str, **which: Any) -> None:
    units = list(Unit.objects.filter(project=project, **which))
    release_units(cast["liu"], project, units=units, reason=reason)


def _hold_back(cast: Cast, project: Project) -> None:
    """Show flats and two units for contractors: off sale, listed with the reason."""
    show = list(Unit.objects.filter(project=project, building__code="2", floor=2, section__name="1单元"))
    withhold_units(cast["liu"], project, units=show, reason="样板间，展示期内不售")
    settled = list(Unit.objects.filter(project=project, building__code="1", floor=30)[:2])
    withhold_units(cast["liu"], project, units=settled, reason="拟抵付工程款，待公司批复")
    held = list(Unit.objects.filter(project=project, building__code="3", floor=33))
    withhold_units(cast["liu"], project, units=held, reason="顶层保留，待高区加推")


def _freeze(cast: Cast, project: Project) -> None:
    unit = Unit.objects.filter(project=project, building__code="1", floor=21).order_by("room").first()
    freeze_unit(cast["gao"], unit, reason="龙岗区人民法院（2026）协助执行通知书，查封至明年三月")


def _mortgage(cast: Cast, project: Project) -> None:
    note = "在建工程抵押予中国建设银行深圳平湖支行，抵押登记 2026-04；签约前办理该套解押，已书面告知买受人。"
    building = Building.objects.get(project=project, code="6")
    deed("change_building")(
        cast["zheng"],
        building,
        name=building.name,
        code=building.code,
        phase=building.phase,
        mortgaged=True,
        mortgage_note=note,
    )


def _reprice(cast: Cast, project: Project) -> None:
    """A rise for what is left of building 3 waits for the deputy."""
    units = list(
        Unit.objects.filter(project=project, building__code="3", sale_state=Unit.State.AVAILABLE, floor__gte=20)
    )
    draft_repricing(
        cast["zheng"], project, units=units, name="3 栋高区调价", reason="高区去化快于计划", percent=Decimal("1.5")
    )
    submit_scheme(cast["zheng"], _newest_scheme(project), reason="高区去化快于计划，申请上调 1.5%")


def _keep_for_good(cast: Cast, project: Project) -> None:
    """The deputy asks the manager to keep a shop for the property office."""
    shop = (
        Unit.objects.filter(project=project, kind=Unit.Kind.SHOP, sale_state=Unit.State.AVAILABLE)
        .order_by("-pk")
        .first()
    )
    if shop:
        designate_not_for_sale(cast["chen"], shop, reason="拟作物业服务用房")


def small_estate(story: Story, cast: Cast, project: Project) -> None:
    """The second project: one building of eighty homes, priced one by one."""
    story.at(story.day(38, 9), lambda: _generate(cast, project))
    story.at(story.day(37, 9), lambda: _ask_permit({"zheng": cast["chen"]}, project, ("1号楼",), 5, story))
    story.at(story.day(37, 14), lambda: _ask_prices(cast, project, "han"))
    story.at(story.day(36, 10), lambda: _agreed_small(cast, project))
    story.at(story.day(35, 10), lambda: _file_and_start(cast, project, "合房价备〔2026〕0406 号"))
    story.at(story.day(34, 9), lambda: _publish({"zheng": cast["chen"]}, project))
    story.at(story.day(34, 10), lambda: _release(cast, project, "首次开盘", floor__lte=16))


def _generate(cast: Cast, project: Project) -> None:
    for kind in TYPES[:2]:
        deed("add_unittype")(cast["chen"], project=project, **kind)
    building = generate_building(
        cast["chen"], project, name="1号楼", sections=1, first_floor=1, last_floor=20, rooms=4, types="B A A B"
    )
    scheme = draft_scheme(cast["han"], project=project, name="首期价格表", reason="首次开盘")
    for unit in building.units.all():
        _price(cast["han"], scheme, unit)


def _price(author: User, scheme: PriceScheme, unit: Unit) -> None:
    per_metre = Decimal(18_200 + 60 * unit.floor + (400 if unit.room in ("01", "04") else 0))
    listed = (per_metre * (unit.gross_area or Decimal(1))).quantize(Decimal("0.01"))
    price_unit(
        author, scheme, unit=unit, list_price=listed, filed_price=listed, unit_price=per_metre,
        floor_price=(listed * Decimal("0.95")).quantize(Decimal("0.01")),
    )  # fmt: skip


def _agreed_small(cast: Cast, project: Project) -> None:
    """The deputy entered this permit, so the manager alone is left to compare it."""
    approve(cast["liu"], _request(PERMIT, _newest_permit(project)), comment="已核对原件")
    approve(cast["chen"], _request(SCHEME, _newest_scheme(project)), comment="同意")
    approve(cast["liu"], _request(SCHEME, _newest_scheme(project)), comment="同意")


__all__ = ["Block", "estate", "scan", "small_estate"]
