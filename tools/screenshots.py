"""The pictures of the README, taken from a running demo: ``python -m tools.screenshots [ADDRESS PASSWORD]``.

Without arguments a demo is loaded into a folder of its own, served for as long as it takes, and ended again. Pictures are
reduced to a palette, so that the repository stays small.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
CHROMIUM = os.environ.get("LINTEL_CHROMIUM", "/usr/bin/chromium")
PORT, PASSWORD = 8299, "only-for-the-pictures-1"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MOST_BYTES = 200_000
"""As large as one picture may be."""


def main(arguments: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if arguments:
        take(arguments[0], arguments[1])
        return
    with demo() as address:
        take(address, PASSWORD)


@contextmanager
def demo() -> Iterator[str]:
    """A demo department behind an address, with one password for everybody."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), PORT, load=True) as address:
        yield address


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


def take(address: str, password: str) -> None:
    """All pictures, each as the person whose work it shows."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        liu = _enter(browser, address, password, "liu")
        _shot(liu, "/inventory/board/", "board")
        _shot(liu, "/approvals/", "approvals", click="#rows a.inbox-link")
        wang = _enter(browser, address, password, "wang")
        _shot(wang, "/customers/customer/", "customer", click="#rows a.row-title", as_page=True)
        _shot(wang, "/sales/quote/", "plan", click="#rows a.row-title", as_page=True)
        hand = _enter(browser, address, password, "wang", phone=True)
        _shot(hand, "/", "home-phone")
        _shot(hand, "/customers/reception/", "reception-phone")
        browser.close()


def _enter(browser: Browser, address: str, password: str, name: str, *, phone: bool = False) -> Page:
    context = browser.new_context(
        base_url=address, viewport=PHONE if phone else DESK, has_touch=phone, locale="zh-CN", color_scheme="light"
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.click("main form button")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return page


def _shot(page: Page, path: str, name: str, *, click: str = "", as_page: bool = False) -> None:
    page.goto(path)
    if click and as_page:
        page.goto(str(page.locator(click).first.get_attribute("href")))
    elif click and page.locator(click).count():
        page.locator(click).first.click()
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (256, 128, 64, 32):
        reduced = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(reduced, "PNG", optimize=True)
        if reduced.tell() <= MOST_BYTES:
            break
    (FOLDER / f"{name}.png").write_bytes(reduced.getvalue())
    print(f"{name}.png {reduced.tell() // 1000} kB")


if __name__ == "__main__":
    if "--passwords" in sys.argv:
        give_passwords()
    else:
        main(sys.argv[1:])
