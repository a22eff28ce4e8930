"""What a first view costs: files and parts it asks for, its weight, its statements. Seconds are for ``benchmarks/weights.py``."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lintel.platform.kernel.models import FigureValue

pytestmark = pytest.mark.django_db

POSTS = ("wang", "zhou", "chen", "liu", "zheng", "feng", "xu", "he", "lin", "gao", "admin")
SCREENS = (
    "/customers/customer/",
    "/customers/reception/",
    "/inventory/board/",
    "/inventory/unit/",
    "/insight/",
    "/tasks/",
)
STATEMENTS = 30
FILES = re.compile(
    r'<(?:script|img)[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)" href="([^"]+)"|<use href="([^"#]+)'
)
PARTS = re.compile(r'hx-get="([^"]+)" hx-trigger="load')
KB = 1024


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("app.js.gz", 60),
        ("app.css.gz", 35),
        ("charts.js.gz", 150),
        ("widgets.js.gz", 60),
        ("pad.js.gz", 10),
        ("icons.svg.gz", 10),
    ],
)
def test_a_built_file_weighs_little(name: str, most: int) -> None:
    """As compressed by the build, for browsers that know gzip and nothing newer."""
    found = finders.find(f"lintel/{name}")
    assert found, f"{name} is not built: ./dev assets"
    assert Path(str(found)).stat().st_size <= most * KB


def requests_of(html: str) -> list[str]:
    """The page itself, what it names, and what it fetches as soon as it is there."""
    files = {next(filter(None, found)) for found in FILES.findall(html)}
    return ["the page", *sorted(files), *PARTS.findall(html)]


@pytest.mark.parametrize("name", POSTS)
def test_the_first_view_of_a_post_asks_twelve_times_at_most(
    project: Any, enter: Callable[[str], Client], name: str
) -> None:
    client = enter(name)
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        answer = client.get("/")
    html = answer.content.decode()
    asked = requests_of(html)
    assert len(asked) <= 12, asked
    assert not [one for one in asked if "//" in one], "nothing comes from anybody else"
    assert len(gzip.compress(answer.content, 6)) <= 40 * KB
    assert len(caught) <= STATEMENTS


@pytest.mark.parametrize("path", SCREENS)
@pytest.mark.parametrize("name", ["wang", "liu"])
def test_a_screen_weighs_little_and_asks_little(
    project: Any, enter: Callable[[str], Client], name: str, path: str
) -> None:
    FigureValue.objects.create(
        key="sales.hold_minutes", value="120", source="x"
    )  # an office where figures are remembered
    client = enter(name)
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
    if answer.status_code == 403:
        pytest.skip("not a screen of this post")
    assert answer.status_code == 200
    assert len(requests_of(answer.content.decode())) <= 12
    assert len(gzip.compress(answer.content, 6)) <= 40 * KB
    assert len(caught) <= STATEMENTS


def test_a_page_travels_compressed_and_a_browser_that_cannot_gets_it_plain(
    project: Any, enter: Callable[[str], Client]
) -> None:
    client = enter("liu")
    plain = client.get("/customers/customer/")
    small = client.get("/customers/customer/", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert "Cookie" in small["Vary"]
    assert len(small.content) < len(plain.content) / 3
    assert b"</html>" in gzip.decompress(small.content)
