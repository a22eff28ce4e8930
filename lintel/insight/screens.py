"""The manager's cockpit: figures, funnel, sell-through, people, channels and what needs a hand (clause 2.2.1.4)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.customers.models import Channel
from lintel.insight import catalogue, charts, queries, words
from lintel.insight.looking import Looker
from lintel.insight.metrics import SEE
from lintel.insight.periods import PRESETS, Period, asked_for, period_query
from lintel.insight.queries import Line, Seen
from lintel.insight.sheets import write_figures
from lintel.platform.access.scope import require
from lintel.platform.exchange.exporting import download_headers
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import page

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHANNELS: dict[str, Any] = {value: title for value, title in Channel.choices}


def looker_of(request: HttpRequest) -> Looker:
    """Who looks, within the project chosen in the bar."""
    chosen = request.session.get("project")
    return Looker.of(request.user, chosen if isinstance(chosen, int) else None)


@require_GET
def cockpit(request: HttpRequest) -> HttpResponse:
    """The whole page. How many questions it asks does not depend on how much there is."""
    require(request.user, SEE)
    period, wrong = asked_for(request.GET)
    looker = looker_of(request)
    heat = queries.heat(looker)
    known = {catalogue.SELL_THROUGH.key: heat.whole}
    shown = [
        queries.seen(m, looker, period, averages=looker.sees_own_only, known=known.get(m.key))
        for m in catalogue.TILES
        if looker.may_see(m)
    ]
    by_key = {one.metric.key: one for one in shown}
    steps = queries.funnel(looker, period)
    channel_heads, channels = queries.channels(looker, period)
    context: dict[str, Any] = {
        "period": period, "asked": period_query(period), "wrong": wrong, "presets": _presets(period), "as_of": clock.now(),
        "looker": looker,
        "tiles": [_tile(one, period) for one in shown],
        "sentences": _sentences(by_key, looker, period, heat.names),
        "warned": any(looker.opens(m) for m in catalogue.WARNINGS), "warnings": queries.warnings(looker),
        "steps": steps, "funnel_words": words.of_funnel(steps), "funnel_chart": charts.funnel(steps),
        "heat": heat, "heat_metric": catalogue.SELL_THROUGH,
        "channel_heads": channel_heads, "channels": channels,
        "channel_words": words.of_channels(channels, by_key["visits"]),
        "channel_chart": charts.channels(channels, [str(catalogue.VISITS.name), str(catalogue.RESERVATIONS.name)]) if channels else None,
        **_trend(by_key, period), **_people(looker, period),
    }  # fmt: skip
    return page(request, "insight/cockpit.html", context)


@require_GET
def take_figures(request: HttpRequest) -> HttpResponse:
    """The figures of the period as a workbook: totals, nobody by name."""
    require(request.user, SEE)
    period, _wrong = asked_for(request.GET)
    made = io.BytesIO()
    write_figures(made, looker_of(request), period)
    name = _("Figures %(period)s") % {"period": period.now}
    answer: HttpResponse = download_headers(HttpResponse(made.getvalue(), content_type=WORKBOOK), f"{name}.xlsx")
    return answer


def _presets(period: Period) -> list[tuple[str, Any, bool]]:
    return [(code, title, code == period.code) for code, title in PRESETS.items()]


def _tile(one: Seen, period: Period) -> dict[str, Any]:
    return {
        "seen": one, "change": words.change(one), "aloud": words.change_aloud(one, period), "spark": charts.spark(one),
        "average": _average(one),
    }  # fmt: skip


def _average(one: Seen) -> str:
    if one.average is None:
        return ""
    mean = words.size(one, one.average.value) if one.metric.kind == "money" else f"{one.average.value:.1f}"
    return _("average of %(people)d consultants: %(mean)s") % {"people": one.average.people, "mean": mean}


def _sentences(by_key: dict[str, Seen], looker: Looker, period: Period, types: Mapping[Any, str]) -> list[str]:
    """What a manager would say about the period, from the figures this person sees."""
    visits, reservations, money = (by_key.get(key) for key in ("visits", "reservations", "collections"))
    said = []
    if visits and not visits.hidden:
        mainly = words.main_channel(visits, looker, period, CHANNELS) if looker.opens(visits.metric) else ""
        said.append(words.what_changed(visits, period, mainly))
    if reservations and not reservations.hidden:
        mainly = words.main_type(reservations, looker, period, types) if looker.opens(reservations.metric) else ""
        said.append(words.what_changed(reservations, period, mainly))
    if money:
        said.append(words.what_changed(money, period))
    return said


def _trend(by_key: dict[str, Seen], period: Period) -> dict[str, Any]:
    """Visits and reservations by day, and the money beside them in the table, from what the tiles asked already."""
    drawn, told = (
        [one for key in keys if (one := by_key.get(key)) and one.days]
        for keys in (("visits", "reservations"), ("visits", "reservations", "collections"))
    )
    if not drawn or period.now.days < 2:
        return {"trend": [], "trend_rows": []}
    by_day = zip(*(one.days for one in told), strict=True)
    rows = [(readings[0][0], [reading for _day, reading in readings]) for readings in by_day]
    return {"trend": drawn, "trend_heads": told, "trend_rows": rows, "trend_chart": charts.trend(drawn, period)}


def _people(looker: Looker, period: Period) -> dict[str, Any]:
    """The table of consultants, for whoever answers for them."""
    if looker.sees_own_only or not looker.opens(catalogue.RESERVATIONS):
        return {"people": [], "people_heads": []}
    heads, people = queries.consultants(looker, period)
    lines: list[Line] = people
    return {"people": lines, "people_heads": heads, "fairness": words.of_fairness(lines)}
