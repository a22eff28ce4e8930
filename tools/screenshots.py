"""The pictures of the documentation, from a demo loaded for them: ``python -m tools.screenshots [DATA_DIR]``.

``tools.picture_list`` says which; each is taken once in each language, as the person whose work it shows, into
``docs/images/LANGUAGE/NAME.png``. The demo is served for as long as it takes and is gone afterwards; with ``DATA_DIR``,
a copy of that data is served instead. Pictures are reduced to a palette, so that the repository stays small.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, TimeoutError, sync_playwright

from tools.picture_list import LANGUAGES, PICTURES
from tools.screen_list import SIZES, Screen

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("LINTEL_CHROMIUM", "/usr/bin/chromium")
PORT, PASSWORD = 8299, "only-for-the-pictures-1"
WIDTH, HEIGHT = 1280, 800
"""Of a picture of a desk; a phone is as large as in ``SIZES``."""
MOST_BYTES = 90_000
"""As large as one picture may be."""


def main(arguments: list[str]) -> None:
    with prepared(arguments[0] if arguments else "") as data, served(data, PORT, load=not arguments) as address:
        take(address)


@contextmanager
def prepared(data: str) -> Iterator[Path]:
    """A copy of ``data``, or the name of a folder for a demo; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="lintel-screens-") as folder:
        copy = Path(folder) / "data"
        if data:
            shutil.copytree(data, copy)
        yield copy


@contextmanager
def served(folder: Path, port: int, *, load: bool = False) -> Iterator[str]:
    """The data in ``folder`` behind an address, with one password for everybody; ``load`` fills it with the demo first."""
    address = f"http://127.0.0.1:{port}"
    env = {
        **os.environ, "LINTEL_DATA_DIR": str(folder), "LINTEL_REQUIRE_TOTP": "false", "LINTEL_BASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "lintel.site.settings",
    }  # fmt: skip
    run, quiet = [sys.executable, "-m"], subprocess.DEVNULL
    filled = ["lintel", "demo", "--load-only"] if load else ["django", "migrate", "--verbosity", "0"]
    subprocess.run([*run, *filled], cwd=ROOT, env=env, check=True, stdout=quiet)
    subprocess.run([*run, "tools.screenshots", "--passwords"], cwd=ROOT, env=env, check=True)
    server = subprocess.Popen([*run, "lintel", "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=quiet)
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).read()  # noqa: S310  (our own address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the demo does not answer")


def give_passwords() -> None:
    """The same password for all the demo people of the database in the environment."""
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password

    from lintel.platform.directory.models import User

    User.objects.filter(is_active=True).update(password=make_password(PASSWORD), must_change_password=False)
    _begin_the_day()


def _begin_the_day() -> None:
    """Today's duty list, by those who draw it up, where the demo was loaded before anybody came: who is next is on several screens."""
    from lintel.customers.actions.duty import put_on_duty
    from lintel.customers.models import DutyTurn
    from lintel.inventory.models import Project
    from lintel.platform.access.scope import project_ids
    from lintel.platform.directory.models import User
    from lintel.platform.kernel import clock

    for project in Project.objects.exclude(pk__in=DutyTurn.objects.filter(day=clock.today()).values("project")):
        lead, *_others = [p for p in User.objects.holding("SS") if project.pk in project_ids(p)] or [None]
        for consultant in User.objects.holding("SR") if lead else ():
            if project.pk in project_ids(consultant):
                put_on_duty(lead, project, consultant=consultant)


def take(address: str) -> None:
    """All pictures in all languages; what was taken before and is in no list any more goes away."""
    with sync_playwright() as driver:
        for language in LANGUAGES:
            folder = FOLDER / language
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            browser = launched(driver, LANGUAGES[language])
            for who, screens in PICTURES.items():
                _take_as(browser, address, who, screens, language)
            browser.close()


def launched(driver: Playwright, locale: str) -> Browser:
    """A browser that speaks ``locale`` itself as well: the words in its date fields are those of the machine it runs on."""
    place = locale.replace("-", "_")
    return driver.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", f"--lang={locale}"],
        env={**os.environ, "LC_ALL": f"{place}.UTF-8", "LANGUAGE": place},
    )  # fmt: skip


def _take_as(browser: Browser, address: str, who: str, screens: tuple[Screen, ...], language: str) -> None:
    """One person's pictures; whoever works at a desk and on a phone signs in on both."""
    pages: dict[bool, Page] = {}
    for screen in screens:
        phone = "phone" in screen.sizes
        if phone not in pages:
            width, height = SIZES["phone"] if phone else (WIDTH, HEIGHT)
            context = browser.new_context(
                base_url=address, viewport={"width": width, "height": height}, has_touch=phone, locale=LANGUAGES[language],
                color_scheme="light", reduced_motion="reduce",
            )  # fmt: skip
            pages[phone] = context.new_page()
            enter(pages[phone], who)
        page = pages[phone]
        if not opened(page, screen):
            raise RuntimeError(f"{screen.name}: nothing to open as {who}")
        page.wait_for_function("document.fonts.status === 'loaded'")
        size = _keep(page.screenshot(), FOLDER / language / f"{screen.name}.png")
        print(f"{language}/{screen.name}.png {size // 1000} kB", flush=True)
    for page in pages.values():
        page.context.close()


def enter(page: Page, who: str) -> None:
    """Sign in as ``who``."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def opened(page: Page, screen: Screen) -> bool:
    """Open ``screen`` with what belongs to it, and wait until it is still; ``False`` when there is nothing to open."""
    page.goto(screen.path, wait_until="load")
    if screen.link:
        selector, _, pattern = screen.link.partition(" -> ")
        link = page.locator(selector).first
        if not link.count():
            return False
        href = str(link.get_attribute("href"))
        if pattern:
            href = pattern.replace("PK", re.findall(r"\d+", href.split("?")[0])[-1])
        page.goto(href, wait_until="load")
    if screen.script:
        page.evaluate(screen.script)
    if screen.click:
        if not page.locator(screen.click).count():
            return False
        page.locator(screen.click).first.click()
        try:
            page.wait_for_selector(screen.until, timeout=5000)
        except TimeoutError:
            return False
    page.wait_for_load_state("networkidle")
    return True


def _keep(shot: bytes, path: Path) -> int:
    """Write ``shot`` with as many colours as fit into ``MOST_BYTES``; answers its bytes. ``RuntimeError`` when none do."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (128, 64, 48, 32, 24, 16):
        reduced = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(reduced, "PNG", optimize=True)
        if reduced.tell() <= MOST_BYTES:
            path.write_bytes(reduced.getvalue())
            return reduced.tell()
    raise RuntimeError(f"{path.name} does not fit into {MOST_BYTES} bytes")


if __name__ == "__main__":
    if "--passwords" in sys.argv:
        give_passwords()
    else:
        main(sys.argv[1:])
