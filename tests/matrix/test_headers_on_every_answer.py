"""Every answer carries the headers that keep a browser safe: pages, fragments, refusals, missing pages, redirects, files, errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from tests.matrix.conftest import Answer, Visitor
from tests.matrix.labels import ABSENT, World
from tests.matrix.policy import TABLE

pytestmark = pytest.mark.django_db
LINTEL = Path(__file__).parents[2] / "lintel"
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)
FIXED = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
}  # fmt: skip
_INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<[a-z][^<>]*\s(?:style|on[a-z]+)\s*=|<style\b",
    re.IGNORECASE,
)


def check(answer: Answer, what: str) -> list[str]:
    response, wrong = answer.response, []
    policy = response.headers.get("Content-Security-Policy", "")
    sandboxed = "sandbox" in policy
    wrong += [f"{what}: no {part}" for part in POLICY if part not in policy and not sandboxed]
    wrong += [f"{what}: {k} is {response.headers.get(k)}" for k, v in FIXED.items() if response.headers.get(k) != v]
    if "no-store" not in response.headers.get("Cache-Control", ""):
        wrong.append(f"{what}: may be cached")
    if "camera=(self)" not in response.headers.get("Permissions-Policy", ""):
        wrong.append(f"{what}: no Permissions-Policy")
    if "HX-Request" not in response.headers.get("Vary", ""):
        wrong.append(f"{what}: does not vary by HX-Request")
    if "html" in response.headers.get("Content-Type", "") and (found := _INLINE.search(answer.body.decode())):
        wrong.append(f"{what}: inline {found.group()[:80]}")
    for name, cookie in response.cookies.items():
        if not cookie["httponly"] or cookie["samesite"] != "Lax":
            wrong.append(f"{what}: cookie {name}")
    return wrong


def test_every_answer_has_them(world: World, visitor: Callable[[str], Visitor]) -> None:
    manager, stranger, guest = visitor("liu"), visitor(""), visitor("guest")
    wrong: list[str] = []
    for kind, rows in world.rows.items():
        if kind in TABLE["lists"]:
            base = kind.replace(".", ":")
            wrong += check(manager.get(reverse(f"{base}-list")), f"{kind} list")
            wrong += check(
                manager.get(reverse(f"{base}-list"), headers={"HX-Request": "true", "HX-Target": "rows"}),
                f"{kind} rows",
            )
            wrong += check(manager.get(reverse(f"{base}-detail", args=[rows[0].row.pk])), f"{kind} page")
    for what, answer in {
        "missing row": manager.get(reverse("customers:customer-detail", args=[ABSENT])), "missing page": manager.get("/no/such/page/"),
        "refused": guest.get(reverse("customers:customer-list")), "to sign in": stranger.get("/customers/customer/"),
        "sign in": stranger.get(reverse("account_login")), "health": stranger.get("/healthz"),
        "api refused": stranger.get("/api/inventory/unit/"),
        "file": manager.get(reverse("attachments:download", args=[world.rows["attachments.attachment"][0].row.pk])),
        "home": manager.get("/"), "search": manager.post(reverse("workbench:search"), {"q": "x"}),
    }.items():  # fmt: skip
        wrong += check(answer, what)
    assert wrong == []


def test_a_broken_view_has_them_too(
    world: World, visitor: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("13800001234 must not be shown")

    monkeypatch.setattr("lintel.site.home.widgets.widgets_for", broken)
    answer = visitor("liu").get("/")
    assert answer.status == 500
    assert b"13800001234" not in answer.body
    assert b"Traceback" not in answer.body
    assert check(answer, "500") == []


@pytest.mark.parametrize(
    "template",
    [p for p in sorted(LINTEL.rglob("templates/**/*.html")) if p.name != "mail.html"],
    ids=lambda p: str(p.relative_to(LINTEL)),
)
def test_no_template_has_inline_code_or_style(template: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text("utf-8"), flags=re.DOTALL)
    # A mail brings its own style sheet: it is no page of ours, and no policy of ours reaches it.
    allowed = ["<style"] if template.name == "mail.html" else []
    assert _INLINE.findall(text) == allowed
    assert not re.search(r"hx-on|hx-vals=.js:|javascript:", text)


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_nobody_is_sent_elsewhere(evil: str, world: World, visitor: Callable[[str], Visitor]) -> None:
    eyes, stranger = visitor("wang"), visitor("")
    sent = [
        stranger.get(f"{reverse('account_login')}?next={evil}"), eyes.get(f"{reverse('account_login')}?next={evil}"),
        *(
            eyes.post(reverse(name), {"next": evil, "back": evil, "language": "zh-hans", "project": "1"})
            for name in ("workbench:settings", "workbench:project", "set_language")
        ),
        *(eyes.post(reverse("notices:read-all"), {name: evil}) for name in ("next", "url", "back", "return", "redirect")),
        *(eyes.post(reverse("customers:customer-find"), {"query": evil, "q": "1"}),),
    ]  # fmt: skip
    for answer in sent:
        for header in ("Location", "HX-Redirect", "HX-Location"):
            where = answer.response.headers.get(header, "/")
            assert where.startswith("/"), (header, where)
            assert not where.startswith(("//", "/\\")), (header, where)
