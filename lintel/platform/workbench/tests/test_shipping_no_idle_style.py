"""What no page uses is not shipped, and what a page uses is: the list the build reads is true."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def test_no_page_uses_a_class_that_is_left_out() -> None:
    text = (ROOT / "frontend" / "src" / "unused.txt").read_text(encoding="utf-8")
    left_out = set(re.sub(r"#.*", "", text).split())
    pages = [*(ROOT / "lintel").rglob("templates/**/*.html"), *(ROOT / "frontend" / "src").rglob("*.js")]
    pages += [p for p in (ROOT / "lintel").rglob("*.py") if "tests" not in p.parts]
    used = {
        (name, str(page.relative_to(ROOT)))
        for page in pages
        for quoted in re.findall(r"class(?:Name)?\"?\s*[=:]\s*[\"'`]([^\"'`]*)", page.read_text(encoding="utf-8"))
        for name in left_out & set(re.findall(r"[\w-]+", quoted))
    }
    assert used == set()
