"""The manager's cockpit: figures, funnel, sell-through, people, channels and what needs a hand (clause 2.2.1.4)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lintel.customers.models import Channel
from lintel.insight import catalogue, charts, figures, queries, words
from lintel.insight.actions.targets import set_target
from lintel.insight.aims import Aim, Aims, Gone, aim, aims_of, gone, measure_of
from lintel.insight.looking import Looker
from lintel.insight.metrics import SEE, metric_named
from lintel.insight.periods import AGAINST, PRESETS, Period, asked_for, compared, period_query
from lintel.insight.queries import Line, Seen
from lintel.insight.reading import too_few
from lintel.insight.sheets import write_figures
from lintel.insight.wall import BY_PERSON, Passer, Told, wall_of
from lintel.platform.access.scope import may, require
from lintel.platform.exchange.exporting import download_headers
from lintel.platform.kernel import clock
from lintel.platform.workbench.answers import page
from lintel.sales.actions.targets import propose_targets

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WALL = "insight.show_wall"
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
    passed = gone(period)
    aims = aims_of(looker, passed.month) if passed else None
    steps = queries.funnel(looker, period)
    channel_heads, channels = queries.channels(looker, period)
    setting = _setting(looker, passed)
    context: dict[str, Any] = {
        "period": period, "asked": period_query(period), "wrong": wrong, "presets": _presets(period), "as_of": clock.now(),
        "looker": looker,
        "against": _against(period), "gone": passed, "measured": aims is not None, "no_target": _no_target(request, looker, aims),
        "tiles": [_tile(one, period, _aim(one, looker, period, aims), setting) for one in shown],
        "may_wall": may(request.user, WALL), "part": _part(looker),
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
def wall(request: HttpRequest) -> HttpResponse:
    """The figures on a big screen: three pages that turn by themselves, without anybody's name. It asks for itself again."""
    require(request.user, WALL)
    period, _wrong = asked_for(request.GET)
    chosen = request.session.get("project")
    passer = Passer(request.user, chosen if isinstance(chosen, int) else None)
    shown = wall_of(passer, period)
    return render(request, "insight/wall.html", {
        "wall": shown, "period": period, "projects": passer.names, "as_of": clock.now(), "seconds": str(figures.WALL_SECONDS.whole()),
        "tiles": [_on_the_wall(told) for told in shown.told], "funnel_chart": charts.funnel(shown.steps), "people_heads": BY_PERSON,
    })  # fmt: skip


def _on_the_wall(told: Told) -> dict[str, Any]:
    of_target, by_now = (words.of_target(told.aim), words.by_now(told.aim)) if told.aim else ("", "")
    return {"told": told, "change": words.change(told.seen), "of_target": of_target, "by_now": by_now}


@require_GET
def figure(request: HttpRequest) -> HttpResponse:
    """One figure by itself (``key``; visits unless said): its meaning, its total and where it came from.

    It is what a figure of the home page leads to for posts that may not open the rows; whoever may finds the way to them.
    """
    require(request.user, SEE)
    metric, looker = metric_named(request.GET.get("key", catalogue.VISITS.key)), looker_of(request)
    if metric is None or not looker.may_see(metric):
        raise Http404
    period, wrong = asked_for(request.GET)
    one = queries.seen(metric, looker, period)
    total = too_few() if one.hidden else words.counted(one.now)
    if request.GET.get("_part") == "count":
        return HttpResponse(escape(total))
    lines = (
        queries.by_channel(metric, looker, period)
        if "channel" in metric.dims and not metric.of_now and not one.hidden
        else []
    )
    return page(request, "insight/figure.html", {
        "seen": one, "metric": metric, "total": total, "period": period, "presets": _presets(period), "wrong": wrong, "as_of": clock.now(),
        "lines": lines, "change": "" if one.hidden else words.change(one),
    })  # fmt: skip


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


def _part(looker: Looker) -> str:
    """Whose part of the projects a saved picture tells; empty for the whole."""
    if looker.sees_own_only:
        return _("own part")
    return _("team's part") if "team" in looker.slices else ""


def _presets(period: Period) -> list[tuple[str, Any, bool]]:
    return [(code, title, code == period.code) for code, title in PRESETS.items()]


def _against(period: Period) -> list[tuple[str, Any, bool]]:
    """What the page may be compared with: the address, the words, whether it is."""
    return [(period_query(compared(period, code)), title, code == period.against) for code, title in AGAINST.items()]


def _aim(one: Seen, looker: Looker, period: Period, aims: Aims | None) -> Aim | None:
    """The target of a tile. What it is measured by was asked for together with the tile's own figure."""
    passed = gone(period)
    if not aims or passed is None or one.hidden:
        return None
    measure = measure_of(one.metric)
    reading = one.now if measure is one.metric else queries.seen(measure, looker, period).now
    return aim(measure, aims, reading, passed)


def _setting(looker: Looker, passed: Gone | None) -> str:
    """Where whoever may sets the target of a figure of this month; the figure is still to be added."""
    if passed is None or passed.month != clock.today().replace(day=1) or not may(looker.user, set_target.permission):
        return ""
    project = f"&project={looker.project}" if looker.project else ""
    return f"{reverse('insight:projecttarget-create')}?month={passed.month}{project}&"


def _no_target(request: HttpRequest, looker: Looker, aims: Aims | None) -> dict[str, str] | None:
    """Said where this person is measured by targets and none is set: whose it is to set one, and where if it is theirs."""
    if aims is None or aims:
        return None
    if may(request.user, set_target.permission):
        said = _("No target has been set for this month.")
        return {"said": said, "url": reverse("insight:projecttarget-create"), "label": _("Set a target")}
    if may(request.user, propose_targets.permission):
        said = _("Your team has no approved target for this month.")
        return {"said": said, "url": reverse("sales:targetplan-list"), "label": _("The team's targets")}
    if looker.sees_own_only:
        return {"said": _("You have no target for this month; your supervisor allocates it.")}
    return {"said": _("No target has been set for this month; the manager sets it.")}


def _tile(one: Seen, period: Period, aimed: Aim | None, setting: str) -> dict[str, Any]:
    change, aloud, tone = words.change(one), words.change_aloud(one, period), one.tone
    if period.against == "target":
        change = aloud = words.against_target(aimed) if aimed else ""
        tone = ("good" if aimed.ahead > 0 else "bad") if aimed and aimed.ahead else ""
    set_url = f"{setting}metric={measure_of(one.metric).key}" if setting else ""
    return {
        "seen": one, "change": change, "aloud": aloud, "tone": tone, "spark": charts.spark(one), "average": _average(one), "aim": aimed,
        "of_target": words.of_target(aimed) if aimed else "", "by_now": words.by_now(aimed) if aimed else "",
        "may_aim": measure_of(one.metric) in catalogue.AIMED_AT, "set_url": set_url,
        "net": words.of_net(aimed, one.metric) if aimed else "",
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
