"""The policy on screen, for every signed-in person: all clauses, one clause, the rules of law."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lintel.platform.clauses import registry
from lintel.platform.clauses.registry import UnknownClause
from lintel.platform.workbench.answers import in_drawer
from lintel.policy import queries


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All clauses by chapter, filtered by chapter, post and whether anything carries them out yet."""
    chosen = {name: request.GET.get(name, "") for name in ("chapter", "post")}
    open_only = request.GET.get("open") == "1"
    carried, total = queries.coverage()
    context = {
        "chapters": queries.policy_for(request.user, open_only=open_only, **chosen),
        "chapter_choices": registry.chapters(),
        "post_choices": queries.post_choices(),
        "chosen": chosen,
        "open_only": open_only,
        "carried": carried,
        "total": total,
    }
    return render(request, "policy/index.html", context)


@require_safe
def clause(request: HttpRequest, number: str) -> HttpResponse:
    """One clause with everything that carries it out; a drawer when asked for by htmx."""
    try:
        known = registry.clause(number)
    except UnknownClause as wrong:
        raise Http404(str(wrong)) from wrong
    previous, following = queries.neighbours(known)
    context = {
        "view": queries.clause_view(known, request.user),
        "chapter": registry.heading(known.chapter),
        "section": registry.heading(known.section),
        "rules": queries.rules_of(known),
        "previous": previous,
        "next": following,
        "readings": registry.readings_about(known.number),
    }
    return render(request, _whole_or_part(request, "clause"), context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All rules of law the software keeps."""
    return render(request, "policy/rules.html", {"rules": registry.laws()})


@require_safe
def rule(request: HttpRequest, number: str) -> HttpResponse:
    """One rule of law: its source, how hard it is kept, and where."""
    try:
        known = registry.law(number)
    except UnknownClause as wrong:
        raise Http404(str(wrong)) from wrong
    numbers = dict.fromkeys([*known.clauses, *(c.clause for c in registry.enforcers_of(known.number))])
    context = {"rule": known, "clauses": [queries.clause_view(registry.clause(n), request.user) for n in numbers]}
    return render(request, _whole_or_part(request, "rule"), context)


def _whole_or_part(request: HttpRequest, name: str) -> str:
    """The page, whose frame may be a drawer; only its article for any other htmx request."""
    part = request.headers.get("HX-Request") and not in_drawer(request)
    return f"policy/_{name}.html" if part else f"policy/{name}.html"
