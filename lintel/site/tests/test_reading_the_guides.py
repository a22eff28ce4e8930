"""The guides: every post has one, in three languages with the same parts; they are found, linked, and safe to show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from lintel.platform.clauses import registry
from lintel.site import guides
from lintel.site.first_steps import SLUGS, STEPS
from lintel.site.markdown import clauses_in, parsed

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
FOLDERS = ("zh-Hans", "zh-Hant", "en")


@pytest.mark.parametrize("slug", [*guides.GUIDES, guides.NEWS])
def test_each_guide_is_the_same_in_three_languages(slug: str) -> None:
    read = {folder: guides.document(slug, folder) for folder in FOLDERS}
    assert len({len(one.parts) for one in read.values()}) == 1
    texts = {folder: (guides.TEXTS / folder / f"{slug}.md").read_text("utf-8") for folder in FOLDERS}
    assert len({tuple(sorted(clauses_in(t))) for t in texts.values()}) == 1
    assert len({len(re.findall(r"^(?:\d+\.|-) ", t, re.MULTILINE)) for t in texts.values()}) == 1


@pytest.mark.parametrize("slug", guides.GUIDES)
def test_each_guide_has_a_first_hour_the_day_and_the_refusals_and_names_only_what_there_is(slug: str) -> None:
    titles = [part.title for part in guides.document(slug, "en").parts]
    assert next(t for t in titles if t) == "The first hour"
    assert "What is refused, and why" in titles
    for number in clauses_in((guides.TEXTS / "en" / f"{slug}.md").read_text("utf-8")):
        assert registry.law(number) if number.startswith("G-") else registry.clause(number)


def test_every_post_has_a_guide_and_the_documents_name_them_all() -> None:
    assert set(SLUGS.values()) | {"everybody"} == set(guides.GUIDES)
    assert set(STEPS) <= set(SLUGS)
    for readme, folder in (("README.md", "en"), ("README.zh-CN.md", "zh-Hans")):
        text = (ROOT / "docs" / "users" / readme).read_text("utf-8")
        assert [s for s in (*guides.GUIDES, guides.NEWS) if f"guide_texts/{folder}/{s}.md" not in text] == []


@pytest.mark.parametrize("slug", guides.GUIDES)
def test_a_guide_opens_in_the_readers_language(enter: Any, slug: str) -> None:
    shown = enter("wang").get(reverse("help-guide", args=[slug]))
    assert guides.document(slug, "zh-Hans").title in shown.content.decode()
    assert enter("wang").get(reverse("help-guide", args=["nothing-like-it"])).status_code == 404


def test_ones_own_guides_come_first(enter: Any, cast: Any) -> None:
    assert guides.mine(cast["lin"]) == ["cashier", "service", "everybody"]
    assert guides.mine(cast["guest"]) == ["everybody"]
    text = enter("wang").get(reverse("help")).content.decode()
    assert text.index("/help/consultant/") < text.index("/help/managers/")


def test_words_are_found_with_what_stands_around_them(enter: Any) -> None:
    with translation.override("zh-hans"):
        assert {hit.slug for hit in guides.searched("冲红")} >= {"cashier"}
        assert all("定金" in f"{h.part.title} {h.part.text}" for h in guides.searched("定金 监管"))
        assert guides.searched("") == guides.searched("没有这样的话") == []
    found = enter("lin").post(reverse("help"), {"q": "冲红"}).content.decode()
    assert "<mark>冲红</mark>" in found
    assert "<script>" not in enter("lin").post(reverse("help"), {"q": "<script>"}).content.decode()


def test_a_clause_names_the_guides_that_speak_of_it(enter: Any) -> None:
    page = enter("wang").get(reverse("policy:clause", args=["3.4.1"])).content.decode()
    assert "/help/consultant/" in page
    assert "/help/planning/" not in page


def test_news_has_a_dot_until_it_was_read(enter: Any, cast: Any) -> None:
    client = enter("wang")
    assert "bar-dot" in client.get("/").content.decode()
    assert client.get(reverse("help-news")).status_code == 200
    assert "bar-dot" in client.get("/").content.decode()  # looking changes nothing; the page tells that it was shown
    assert client.post(reverse("help-news")).status_code == 204
    assert "bar-dot" not in client.get("/").content.decode()


def test_a_text_holds_no_markup_of_its_own() -> None:
    text = (
        "# A\n\n## B\n\n<script>x</script> [a](javascript:alert) **b** `c<d` § 3.4.1 § G-06\n\n- one\n  more\n- two\n"
    )
    read = parsed(text, lambda target: f"/x/{target[2:]}" if target.startswith("§") else "")
    html = str(read.parts[0].html)
    assert "<script" not in html
    assert "javascript" not in html
    assert "<strong>b</strong> <code>c&lt;d</code>" in html
    assert '<a class="clause-chip" href="/x/3.4.1" data-drawer>3.4.1</a>' in html
    assert "<ul><li>one more</li><li>two</li></ul>" in html
    with pytest.raises(ValueError, match="title"):
        parsed("no title", lambda target: "")
