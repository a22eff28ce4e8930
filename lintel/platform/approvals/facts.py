"""The facts a decision rests on: shown to the decider, fingerprinted with each decision."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation

from lintel.platform.access.scope import may
from lintel.platform.approvals.points import Fact, Point


class Said(NamedTuple):
    """``facts`` as ``[{"label", "value", "emphasised", "warning"}]`` and their fingerprint (64 hex digits)."""

    facts: list[dict[str, Any]]
    hash: str


def said_now(point: Point, row: Any) -> Said:
    """The facts in the present language; the fingerprint is taken in the office's own, so language does not matter."""
    return Said(_plain(point, row), fingerprint(point, row))


def said_for_the_record(point: Point, row: Any) -> Said:
    """The facts in the office's own language, as kept with the request."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = _plain(point, row)
    return Said(facts, _hash(point, row, facts))


def fingerprint(point: Point, row: Any) -> str:
    """What tells whether anything the decision rests on has changed: the facts and the measures."""
    return said_for_the_record(point, row).hash


def _plain(point: Point, row: Any) -> list[dict[str, Any]]:
    return [_fact(Fact(*each) if isinstance(each, tuple) else each) for each in point.facts(row)]


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "label": str(fact.label),
        "value": str(fact.value),
        "emphasised": fact.emphasised,
        "warning": fact.warning,
        **({"on_card": True} if fact.on_card else {}),
        **({"permission": fact.permission} if fact.permission else {}),
    }


def for_eyes_of(user: Any, facts: list[dict[str, Any]], *, decides: bool) -> list[dict[str, Any]]:
    """Those of ``facts`` this person may read; who ``decides`` reads all of them."""
    return [fact for fact in facts if decides or not fact.get("permission") or may(user, fact["permission"])]


def history_of(point: Point, row: Any, request: Any) -> list[dict[str, Any]]:
    """What was done in like cases, in the present language."""
    return [_fact(fact) for fact in point.history(row, request)]


def _hash(point: Point, row: Any, facts: list[dict[str, Any]]) -> str:
    measures = point.measures(row)
    measured = [str(m) for m in (measures.amount, measures.percent, measures.days, measures.kind)]
    said = [{k: v for k, v in fact.items() if k not in {"on_card", "permission"}} for fact in facts]
    body = json.dumps([point.name, row.pk, said, measured], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()
