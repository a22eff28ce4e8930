"""``{% clause_chip "3.4.1" %}`` and ``{% rule_chip "G-06" %}``: small links to what the policy and the law say."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from lintel.platform.clauses import registry

register = template.Library()


@register.inclusion_tag("clauses/chip.html")
def clause_chip(number: str) -> dict[str, Any]:
    """Show one or several clause numbers ("3.4.1 3.4.2"), each with its title to read on hover and aloud.

    An empty number shows nothing. Raises ``UnknownClause`` for a number the policy does not have.
    """
    return {
        "chips": [
            {"number": known.number, "title": known.title, "url": reverse("policy:clause", args=[known.number])}
            for known in (registry.clause(one) for one in number.split())
        ]
    }


@register.inclusion_tag("clauses/chip.html")
def rule_chip(number: str) -> dict[str, Any]:
    """Show a rule of law the same way; an empty number shows nothing."""
    return {
        "chips": [
            {"number": known.number, "title": known.title, "url": reverse("policy:rule", args=[known.number])}
            for known in (registry.law(one) for one in number.split())
        ]
    }
