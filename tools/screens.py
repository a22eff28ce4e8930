"""Every screen as the post that works with it, photographed and checked: ``python -m tools.screens FOLDER [DATA_DIR]``.

Thirty and more screens × three widths × two themes × two languages, some of them in high contrast, in the colours a reader
forces, and as they are printed. A copy of the demo in ``DATA_DIR`` is served (without it a demo is loaded), the demo itself
is not changed. Each screen is asked by script whether anything is wider than the page, cut off without a way to read the
rest, not translated, covered by the bottom bar of the phone, or refused by the browser, and axe whether anything keeps
somebody out (in every theme but forced colours and paper); the pictures and sheets of them go
to ``FOLDER``, for eyes. ``--only wang,liu`` takes some people, ``--at board,plan`` screens whose name holds one of the
words, ``--looks zh,phone,light`` some of the looks, ``--checks`` no pictures. Ends with 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tools.axe import FADED, faults
from tools.axe import SCRIPT as AXE
from tools.screen_list import SCREENS, SIZES, Screen
from tools.screenshots import ROOT, enter, launched, opened, prepared, served

PORT = 8298
"""A wide desk, the smallest desk the product is made for, and a phone."""
THEMES, RARE = ("light", "dark"), ("contrast", "forced", "print")
UNCHECKED = ("forced", "print")
"""Looks whose colours are not ours to answer for."""
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
MEDIA: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
    "print": {"color_scheme": "light", "media": "print"},
}
PLAIN: dict[str, Any] = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
    "media": "screen",
}
TALLEST = 2400
"""Pixels of a page that a picture keeps; what is below looks like what is above."""

SCRIPT = (Path(__file__).parent / "screens.js").read_text(encoding="utf-8")


_KEPT = """
    Lintel lintel Ctrl Shift Alt Enter Esc Tab Delete Home End PgUp PgDn Space Excel Word PDF CSV xlsx XLSX WPS ID KB MB GB MiB OK
    English APR LPR SQLite PostgreSQL SHA Windows Mac iOS Android Chrome Chromium Linux HeadlessChrome TOTP QR VIP API JSON
    https http www com cn worker backup
"""
WORDS = frozenset(_KEPT.split())
"""Latin words that stand on a Chinese screen."""
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)


INSIDE = ("access", "actions", "audit", "auth", "customers_namegram", "django", "sqlite")
"""Tables whose Latin words are names of ours, not words of the data."""
CODE = re.compile(r"[^A-Z\u4e00-\u9fff]*$|[!-~]{24,}$|[\[{]")
"""A value of no name or sentence: a choice or an identifier, a cipher, or what the program keeps in JSON."""
LATIN = r"[A-Za-z][A-Za-z'’-]+"


@dataclass
class Finding:
    where: str
    what: str


@dataclass
class Report:
    """What was looked at and what is wrong."""

    folder: Path
    pictures: bool
    looks: frozenset[str] = frozenset()
    """The languages, widths and themes to take; of a kind that is not named, all."""
    found: list[Finding] = field(default_factory=list)
    taken: int = 0
    shots: dict[str, list[Path]] = field(default_factory=dict)

    def takes(self, look: str, kind: Iterable[str]) -> bool:
        """Whether ``look``, one of ``kind``, is wanted."""
        return look in self.looks or not self.looks & frozenset(kind)

    def add(self, where: str, what: str) -> None:
        self.found.append(Finding(where, what))
        print(f"  ! {where}: {what}", flush=True)


@dataclass(frozen=True)
class Known:
    """What the data holds, which may be shown in any language: all its text, and the Latin words in it."""

    text: str
    words: frozenset[str]


def known_text(data: Path) -> Known:
    """All words of the data. Latin ones count only where people read them: in a sentence or a name, no code, no cipher."""
    text: list[str] = []
    latin: set[str] = set()
    with sqlite3.connect(data / "lintel.sqlite3") as base:
        for (table,) in base.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in base.execute(f'select * from "{table}"'):  # noqa: S608  (names of our own tables)
                values = [_plain(value) for value in row if isinstance(value, str)]
                text += values
                if not table.startswith(INSIDE):
                    read = [value for value in values if not CODE.match(value)]
                    latin.update(word for value in read for word in re.findall(LATIN, value))
        latin.update(
            name for (name,) in base.execute("select username from directory_user union select code from access_role")
        )
    for source in sorted((ROOT / "lintel" / "site" / "demo").rglob("*.py")):
        text.append(source.read_text(encoding="utf-8"))
    return Known("\n".join(text), frozenset(latin))


def _plain(value: str) -> str:
    return value.encode().decode("unicode_escape", "ignore") if "\\u" in value else value


def main(arguments: list[str]) -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder")
    ask.add_argument("data", nargs="?", default="")
    ask.add_argument("--only", default="")
    ask.add_argument("--at", default="")
    ask.add_argument("--looks", default="")
    ask.add_argument("--checks", action="store_true")
    ask.add_argument("--port", type=int, default=PORT)
    chosen = ask.parse_args(arguments)
    folder = Path(chosen.folder)
    folder.mkdir(parents=True, exist_ok=True)
    report = Report(folder, not chosen.checks, frozenset(chosen.looks.split(",")) - {""})
    people = [p for p in SCREENS if not chosen.only or p in chosen.only.split(",")]
    with prepared(chosen.data) as data, served(data, chosen.port, load=not chosen.data) as address:
        known, answers = known_text(data), _answers(data)
        with sync_playwright() as driver:
            for language, who in [(spoken, person) for spoken in LANGUAGES for person in people]:
                browser = launched(driver, LANGUAGES[language])
                screens = [s for s in SCREENS[who] if any(word in s.name for word in chosen.at.split(","))]
                if screens and report.takes(language, LANGUAGES):
                    _look(browser, address, who, language, screens, report, known, answers)
                browser.close()
    for name, shots in report.shots.items():
        _sheets(folder, name, shots)
    (folder / "report.txt").write_text("\n".join(f"{f.where}: {f.what}" for f in report.found) + "\n", "utf-8")
    pictures = sum(len(shots) for shots in report.shots.values())
    print(f"{report.taken} screens looked at, {pictures} pictures, {len(report.found)} findings")
    return 1 if report.found else 0


def _look(
    browser: Browser, address: str, who: str, language: str, screens: list[Screen], report: Report, known: Known,
    answers: dict[str, str],
) -> None:  # fmt: skip
    """One person in one language: signs in once and goes through the screens, each loaded once."""
    context = browser.new_context(
        base_url=address, locale=LANGUAGES[language], reduced_motion="reduce",
        viewport={"width": SIZES["desk"][0], "height": SIZES["desk"][1]},
    )  # fmt: skip
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.route("**/answers/*/", lambda route: _answer(route, answers, language))
    if who:
        enter(page, who)
    for screen in screens:
        said.clear()
        page.set_viewport_size({"width": SIZES["desk"][0], "height": SIZES["desk"][1]})
        where = f"{screen.name} {language}"
        if not opened(page, screen):
            report.add(where, "nothing to open")
            continue
        errors = [e for e in said if not any(f" {code}" in e for code in screen.answers)]
        for line in errors:
            report.add(where, f"console: {line[:200]}")
        for size, (width, height) in ((size, SIZES[size]) for size in screen.sizes):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(100)  # what follows the width by script has followed
            _check(page, f"{where} {size}", size, language, report, known if screen.words else None)
            for theme in [*THEMES, *RARE] if screen.rare else THEMES:
                if report.takes(size, SIZES) and report.takes(theme, MEDIA) and theme not in UNCHECKED:
                    _ask_axe(page, f"{where} {size} {theme}", theme, report)
                if report.pictures and report.takes(size, SIZES) and report.takes(theme, MEDIA):
                    page.emulate_media(**{**PLAIN, **MEDIA[theme]})
                    _picture(
                        page, f"{screen.name}-{language}-{size}-{theme}", f"{language}-{size}-{theme}", size, report
                    )
            page.emulate_media(**PLAIN)
        report.taken += 1
    context.close()


def _ask_axe(page: Page, where: str, theme: str, report: Report) -> None:
    page.emulate_media(**{**PLAIN, **MEDIA[theme]})
    page.wait_for_function(FADED, polling=50)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for fault in faults(page):
        report.add(where, f"axe: {fault}")


def _answer(route: Route, answers: dict[str, str], language: str) -> None:
    status = route.request.url.rstrip("/").rpartition("/")[2]
    route.fulfill(body=answers[f"{language} {status}"], content_type="text/html; charset=utf-8")


def _check(page: Page, where: str, size: str, language: str, report: Report, known: Known | None) -> None:
    """What can be asked by script; ``known`` is the text of the data, without it words are not judged."""
    seen: dict[str, Any] = page.evaluate(
        SCRIPT, {"phone": size == "phone", "fits": size != "phone" and language == "zh"}
    )
    for line in seen["wide"] + seen["cut"] + seen["covered"]:
        report.add(where, line)
    if (
        size != "desk" or known is None
    ):  # the words of the desk are the words of the others, and a phone shows the bottom bar as well
        return
    for text in seen["texts"]:
        if text.startswith("人民币"):  # amounts in words are Chinese by law, whoever reads
            continue
        if language == "zh":
            for word in re.findall(LATIN, text):
                if word not in WORDS and word not in known.words:
                    report.add(where, f"not translated: {word!r} in {text[:80]!r}")
        else:
            for word in re.findall(r"[\u4e00-\u9fff]+", text):
                if len(word) > 1 and word not in known.text and not (len(word) < 5 and word[0] in SURNAMES):
                    report.add(where, f"Chinese: {word!r} in {text[:80]!r}")


def _picture(page: Page, name: str, sheet: str, size: str, report: Report) -> None:
    width = SIZES[size][0]
    whole = size == "phone" and not page.locator("dialog[open]").count()
    path = report.folder / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    if whole:
        picture = Image.open(path)
        if picture.height > TALLEST:
            picture.crop((0, 0, width, TALLEST)).save(path)
    report.shots.setdefault(sheet, []).append(path)


def _sheets(folder: Path, name: str, shots: list[Path]) -> None:
    """Pictures side by side, as many as an eye takes in: six desks or six phones."""
    across, scale = (6, 0.85) if "phone" in name else (3, 0.42)
    at_once = across * (1 if "phone" in name else 3)
    for number in range(0, len(shots), at_once):
        pictures = []
        for path in shots[number : number + at_once]:
            picture = Image.open(path).convert("RGB")
            if "phone" in name:
                picture = picture.crop((0, 0, picture.width, min(picture.height, 1500)))
            pictures.append(picture.resize((int(picture.width * scale), int(picture.height * scale))))
        width, height = pictures[0].width + 8, max(p.height for p in pictures) + 8
        rows = (len(pictures) + across - 1) // across
        sheet = Image.new("RGB", (width * across, height * rows), "#888")
        for place, picture in enumerate(pictures):
            sheet.paste(picture, (place % across * width, place // across * height))
        sheet.save(folder / f"sheet-{name}-{number // at_once + 1:02}.png")


def _answers(data: Path) -> dict[str, str]:
    """The pages that are hard to provoke and the gallery, drawn by the program itself: ``{"zh 503": html}``."""
    import json

    env = {**os.environ, "LINTEL_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "lintel.site.settings"}
    run = subprocess.run(
        [sys.executable, "-m", "tools.screens", "--answers"], cwd=ROOT, env=env, check=True, capture_output=True
    )
    drawn: dict[str, str] = json.loads(run.stdout)
    return drawn


def draw_answers() -> None:
    """Print the designed answers and the gallery as JSON, as user ``wang`` would get them."""
    import json

    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.contrib.sessions.backends.cache import SessionStore
    from django.test import RequestFactory
    from django.utils import translation
    from django.utils.translation import gettext

    from lintel.platform.kernel.errors import ChangedMeanwhile, KeyReused, not_permitted
    from lintel.site import errors
    from lintel.site.gallery.screen import gallery

    drawn = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            request = RequestFactory().get("/answers/")
            request.user = get_user_model()._default_manager.get(username="wang")
            request.session = SessionStore()
            request.htmx = False
            changed = ChangedMeanwhile(
                gettext("Somebody changed this while you had it open."),
                remedy=gettext("Look at the present values and decide again."),
            )
            reused = KeyReused(
                gettext("This form was already sent with other content."),
                remedy=gettext("Open the form again and enter it anew."),
            )
            pages = {
                "403": errors.refused(request, not_permitted()),
                "409": errors.refused(request, changed),
                "422": errors.refused(request, reused),
                "429": errors.too_many(request),
                "500": errors.server_error(request),
                "503": errors.unavailable(request),
                "gallery": gallery(request),
            }
            drawn |= {f"{language} {status}": page.content.decode() for status, page in pages.items()}
    sys.stdout.write(json.dumps(drawn))


if __name__ == "__main__":
    if "--answers" in sys.argv:
        draw_answers()
    else:
        raise SystemExit(main(sys.argv[1:]))
