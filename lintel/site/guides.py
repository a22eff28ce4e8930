"""The guides: one text for the product and for the repository, searchable, and what is new in this version."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from lintel.platform.clauses import registry
from lintel.platform.workbench import preferences
from lintel.platform.workbench.answers import page
from lintel.site.first_steps import SLUGS
from lintel.site.markdown import Document, Part, clauses_in, parsed

TEXTS = Path(__file__).parent / "guide_texts"
LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
GUIDES = (
    "everybody", "consultant", "sales-supervisor", "managers", "planning", "service", "cashier", "reviewer", "administrator",
)  # fmt: skip
NEWS = "news"
AROUND = 60


@dataclass(frozen=True)
class Hit:
    """A part of a guide that holds every word, with the words around the first of them."""

    slug: str
    guide: str
    part: Part
    before: str
    match: str
    after: str


def language() -> str:
    """The folder of the texts in the present language."""
    return LANGUAGES.get((get_language() or "").lower(), "zh-Hans")


@functools.cache
def document(slug: str, folder: str) -> Document:
    """One guide. Raises ``LookupError``."""
    if slug not in (*GUIDES, NEWS):
        raise LookupError(slug)
    return parsed((TEXTS / folder / f"{slug}.md").read_text("utf-8"), _address)


def _address(target: str) -> str:
    """Where a link of a guide leads: a clause, a rule of law, or another guide."""
    if target.startswith("§ "):
        number = target[2:]
        return reverse("policy:rule" if number.startswith("G-") else "policy:clause", args=[number])
    slug = target.partition("#")[0].removesuffix(".md")
    return reverse("help-guide", args=[slug]) if slug in GUIDES else ""


def mine(user: Any) -> list[str]:
    """The guides of this person's post and duties, then what everybody needs."""
    own = [slug for code, slug in SLUGS.items() if code in user.codes]
    return list(dict.fromkeys([*own, "everybody"]))


def searched(words: str) -> list[Hit]:
    """Parts of all guides in which every word occurs."""
    wanted = [w.lower() for w in words.split()[:6]]
    hits = []
    for slug in GUIDES if wanted else ():
        guide = document(slug, language())
        for part in guide.parts:
            text = f"{part.title} {part.text}"
            if all(w in text.lower() for w in wanted):
                at = text.lower().index(wanted[0])
                end = at + len(wanted[0])
                hits.append(
                    Hit(slug, guide.title, part, text[max(0, at - AROUND) : at], text[at:end], text[end : end + AROUND])
                )
    return hits


@registry.reading
def about_clause(number: str) -> list[tuple[str, str]]:
    """The guides that speak of a clause: title and address, in the present language."""
    found = []
    for slug in GUIDES:
        guide = document(slug, language())
        if any(number in clauses_in(part.text) for part in guide.parts):
            found.append((guide.title, reverse("help-guide", args=[slug])))
    return found


def newest() -> str:
    """The version the news begin with."""
    return document(NEWS, "en").parts[0].title


def unread(user: Any) -> bool:
    """Whether this person has not seen what is new."""
    return preferences.get(user, "news") != newest()


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The guides, one's own first; a search over all of them."""
    words = request.POST.get("q", "").strip()[:60]
    own = mine(request.user)
    shown = [(slug, document(slug, language()).title) for slug in (*own, *(g for g in GUIDES if g not in own))]
    context = {
        "own": shown[: len(own)], "others": shown[len(own) :], "words": words, "hits": searched(words), "unread": unread(request.user),
    }  # fmt: skip
    return page(request, "help/index.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide."""
    if slug not in GUIDES:
        raise Http404
    return page(request, "help/guide.html", {"guide": document(slug, language()), "slug": slug})


@require_http_methods(["GET", "POST"])
def news(request: HttpRequest) -> HttpResponse:
    """What is new, newest version first; the page itself says that it has been seen."""
    if request.method == "POST":
        preferences.keep(request.user, "news", newest())
        return HttpResponse(status=204)
    return page(request, "help/news.html", {"guide": document(NEWS, language()), "unread": unread(request.user)})
