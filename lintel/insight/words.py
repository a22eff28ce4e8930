"""Sentences beside the charts: what changed, by how much, and where it mainly came from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lintel.insight import catalogue
from lintel.insight.aims import Aim
from lintel.insight.asking import split
from lintel.insight.looking import Looker
from lintel.insight.metrics import Metric, said
from lintel.insight.periods import Period
from lintel.insight.queries import Line, Seen, Step
from lintel.insight.reading import Reading
from lintel.platform.kernel.money import format_percent, format_wan, plain


def size(seen: Seen, value: Decimal) -> str:
    """An amount of the figure's own unit, without a sign."""
    return size_of(seen.metric, value)


def change(seen: Seen) -> str:
    """``↑ 34 (12.3%)``, ``unchanged``; empty where there is nothing to compare."""
    if seen.change is None:
        return ""
    if not seen.change:
        return _("unchanged")
    arrow = "↑" if seen.change > 0 else "↓"
    by = size(seen, seen.change)
    if seen.growth is None:
        return f"{arrow} {by}"
    return f"{arrow} {by} ({format_percent(abs(seen.growth), 1)})"


def change_aloud(seen: Seen, period: Period) -> str:
    """The same as a sentence, for people who hear the page."""
    if seen.change is None:
        return ""
    words = {"by": size(seen, seen.change), "than": period.compared_with}
    if not seen.change:
        return _("as much as %(than)s") % words
    return (_("%(by)s more than %(than)s") if seen.change > 0 else _("%(by)s less than %(than)s")) % words


def size_of(metric: Metric, value: Decimal) -> str:
    """An amount of a figure's own unit, without a sign: ``34``, ``¥12.00万``, ``2.1 points``."""
    value = abs(value)
    if metric.is_share:
        return _("%(points)s points") % {"points": plain(value, 1)}
    return format_wan(value, unit=True) if metric.kind == "money" else plain(value, 0)


def against_target(aim: Aim) -> str:
    """``↓ 4 behind where it should be by now``: the change of a tile that is compared with its target."""
    by = size_of(aim.metric, aim.ahead)
    if not aim.ahead:
        return _("as it should be by now")
    if aim.metric.is_share:
        return (_("↑ %(by)s better than the target") if aim.ahead > 0 else _("↓ %(by)s short of the target")) % {
            "by": by
        }
    return (_("↑ %(by)s ahead of the days gone") if aim.ahead > 0 else _("↓ %(by)s behind the days gone")) % {"by": by}


def of_target(aim: Aim) -> str:
    """``72% of the target ¥1.75亿``; for a ceiling or a share, whether it is kept."""
    target = said(aim.metric, aim.target)
    if aim.is_ceiling:
        return (
            _("within the target of at most %(target)s")
            if aim.ahead >= 0
            else _("over the target of at most %(target)s")
        ) % {"target": target}
    if aim.metric.is_share:
        return (_("target %(target)s reached") if aim.ahead >= 0 else _("target %(target)s not reached")) % {
            "target": target
        }
    return _("%(percent)d%% of the target %(target)s") % {"percent": aim.percent, "target": target}


def counted(reading: Reading) -> str:
    """A reading by itself; a share with its parts: ``68.3% (41 / 60)``."""
    return f"{reading.part} / {reading.count} · {reading.text}" if reading.metric.kind == "share" else reading.text


def of_net(aim: Aim, tile: Metric) -> str:
    """What the target is measured by where it is not what the tile counts: ``Net reservations 50``."""
    return "" if aim.metric is tile else f"{aim.metric.name} {said(aim.metric, aim.done)}"


def by_now(aim: Aim) -> str:
    """``by now 90%: 27 of 30 days are gone``; nothing for a share, which does not grow by the day."""
    if aim.metric.is_share:
        return ""
    if aim.gone.over:
        return _("the month is over")
    return _("by now %(percent)d%%: %(days)d of %(of)d days gone") % {
        "percent": aim.gone.percent, "days": aim.gone.days, "of": aim.gone.of,
    }  # fmt: skip


def what_changed(seen: Seen, period: Period, mainly: str = "") -> str:
    """``Reservations: 84, 9 more than the same days of last month, mainly from type B.``"""
    words = {"name": seen.metric.name, "value": seen.now.text, "change": change_aloud(seen, period), "mainly": mainly}
    if not words["change"]:
        return _("%(name)s: %(value)s.") % words
    if mainly and seen.change:
        return _("%(name)s: %(value)s, %(change)s, mainly %(mainly)s.") % words
    return _("%(name)s: %(value)s, %(change)s.") % words


def main_type(seen: Seen, looker: Looker, period: Period, names: Mapping[Any, str]) -> str:
    """The unit type that moved the figure most in the direction it moved."""
    moved = _most_moved(seen, *split(seen.metric, looker, period, "type"))
    if moved is None:
        return ""
    name = names.get(moved[0])
    return _("type %(name)s (%(by)s)") % {"name": name, "by": _signed(moved[1])} if name else ""


def main_channel(seen: Seen, looker: Looker, period: Period, titles: Mapping[str, Any]) -> str:
    """The channel that moved it most."""
    moved = _most_moved(seen, *split(seen.metric, looker, period, "channel"))
    return f"{titles[moved[0]]} ({_signed(moved[1])})" if moved and moved[0] in titles else ""


def _most_moved(seen: Seen, now: dict[Any, Reading], before: dict[Any, Reading]) -> tuple[Any, int] | None:
    if not seen.change:
        return None
    moves = {k: _count(now, k) - _count(before, k) for k in {*now, *before} if k}
    same_way = {k: m for k, m in moves.items() if m and (m > 0) == (seen.change > 0)}
    return max(same_way.items(), key=lambda one: (abs(one[1]), str(one[0]))) if same_way else None


def _count(parts: dict[Any, Reading], key: Any) -> int:
    return parts[key].count if key in parts else 0


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−")


def of_funnel(steps: list[Step]) -> str:
    """Where most are lost."""
    drops = [(s.percent, before, s) for before, s in itertools.pairwise(steps) if s.percent is not None]
    if not drops or steps[0].reading is None:
        return ""
    percent, before, step = min(drops, key=lambda one: one[0])
    words = {
        "n": steps[0].reading.count,
        "from": before.metric.name,
        "to": step.metric.name,
        "percent": format_percent(percent, 0),
    }
    return (
        _("Of %(n)d who first came in the period, most stop between “%(from)s” and “%(to)s”: %(percent)s went on.")
        % words
    )


def of_channels(lines: list[Line], total: Seen) -> str:
    """How much the largest brings."""
    first = lines[0].cells[0].reading if lines and lines[0].cells else None
    if first is None or not first.count or not total.now.count or total.hidden:
        return ""
    share = Decimal(first.count) * 100 / total.now.count
    return _("%(channel)s brought the most visits: %(n)d of %(all)d (%(share)s).") % {
        "channel": lines[0].title, "n": first.count, "all": total.now.count, "share": format_percent(share, 0),
    }  # fmt: skip


def of_fairness(lines: list[Line]) -> str:
    """How evenly first visits fell, so that nobody reads luck as skill."""
    firsts = [line.cells[1].reading.count for line in lines if line.cells[1].reading]
    if len(firsts) < 2 or not any(firsts):
        return ""
    return _(
        "First visits per person ranged from %(least)d to %(most)d. A rate is shown only from %(few)d first visits on, "
        "because with few visits it is chance."
    ) % {
        "least": min(firsts),
        "most": max(firsts),
        "few": catalogue.figures.FEWEST_FOR_A_RATE.whole(),
    }
