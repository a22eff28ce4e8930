"""Every answer, good or bad: its headers, its words, its languages; and nothing for strangers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.core.internal.ratelimit import respond_429
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from lintel.platform.directory.models import User
from lintel.platform.kernel.errors import Refused
from lintel.site import errors
from lintel.site.middleware import refusals

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def client_of(cast: dict[str, User]) -> Any:
    def sign_in(name: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(cast[name])
        return client

    return sign_in


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/nowhere/", 404),
        ("/access/grant/", 403),
        ("/workbench/look/", 405),
        ("/directory/user/", 200),
        ("/me/", 200),
    ],
)
def test_every_answer_has_its_headers(client_of: Any, path: str, status: int) -> None:
    answer = client_of("wang").get(path)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer[name] == value, name
    csp = answer["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "script-src 'self'" in csp
    assert "unsafe" not in csp
    assert "HX-Request" in answer["Vary"]
    assert "Cookie" in answer["Vary"]
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-Id"])


def test_numbers_for_scripts_and_forms_are_written_plainly(client_of: Any) -> None:
    """ "1,800" is no number to a script: the warning before the session ends never came."""
    page = client_of("wang").get("/").content.decode()
    assert 'data-idle="1800"' in page


@pytest.mark.parametrize(
    "path", ["/", "/directory/user/", "/workbench/search/", "/nowhere/", "/me/", "/directory/user/1/"]
)
def test_strangers_are_asked_to_sign_in_and_told_nothing(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    fragment = Client().get(path, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/accounts/login/")


def test_the_machine_interface_answers_strangers_in_json(db: None) -> None:
    answer = Client().get("/api/anything/")
    assert (answer.status_code, answer.json()["detail"]) == (401, "Sign in first.")


@pytest.mark.parametrize(
    ("language", "tag", "word"),
    [("zh-hans", "zh-CN", "工作台"), ("zh-hant", "zh-Hant", "客戶"), ("en", "en", "Workbench")],
)
def test_the_frame_speaks_each_language(
    client_of: Any, cast: dict[str, User], language: str, tag: str, word: str
) -> None:
    client = client_of("wang")
    answer = client.post("/workbench/settings/", {"language": language, "next": "/me/"})
    assert (answer.status_code, answer["Location"]) == (303, "/me/")
    page = client.get("/").content.decode()
    assert f'<html lang="{tag}"' in page
    assert word in page


def test_settings_lead_nowhere_else(client_of: Any) -> None:
    assert (
        client_of("wang").post("/workbench/settings/", {"theme": "dark", "next": "https://evil.example/"})["Location"]
        == "/"
    )


def test_theme_and_text_size_are_remembered(client_of: Any) -> None:
    client = client_of("wang")
    client.post("/workbench/settings/", {"theme": "dark"})
    client.post("/workbench/settings/", {"text": "large"})
    client.post("/workbench/look/", {"name": "nav", "value": "folded"})
    page = client.get("/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-text="large"' in page
    assert 'data-nav="folded"' in page
    assert client.post("/workbench/look/", {"name": "nav", "value": '"><script>'}).status_code == 400


def _refused(request: HttpRequest) -> Any:
    refusal = Refused("3-2-1503 was held by somebody else.", rule="G-06", clause="3.4.1", remedy="Queue for it.")
    return refusals(lambda r: None).process_exception(request, refusal)  # type: ignore[arg-type,return-value]


def test_a_refusal_is_a_page_with_rule_clause_and_remedy(cast: dict[str, User]) -> None:
    request = RequestFactory().get("/x/")
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    answer = _refused(request)
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("3-2-1503 was held", "G-06", "3.4.1", "Queue for it."):
        assert words in text


def test_a_refusal_for_htmx_lands_in_the_alert(cast: dict[str, User]) -> None:
    request = RequestFactory().get("/x/", headers={"HX-Request": "true"})
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    answer = _refused(request)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#alert-body")
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.server_error, 500), (errors.unavailable, 503), (errors.too_many, 429), (errors.bad_request, 400)],
)
def test_errors_have_words_for_people(cast: dict[str, User], view: Any, status: int) -> None:
    request = RequestFactory().get("/x/")
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    answer = view(request)
    assert answer.status_code == status
    assert "answer-mark" in answer.content.decode()


def _busy(request: HttpRequest, words: str = "database is locked") -> Any:
    return refusals(lambda r: None).process_exception(request, OperationalError(words))  # type: ignore[arg-type,return-value]


def test_a_busy_database_asks_again_by_itself(cast: dict[str, User]) -> None:
    request = RequestFactory().get("/customers/customer/?stage=lead")
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    answer = _busy(request)
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "15", "15")
    assert 'href="/customers/customer/?stage=lead"' in answer.content.decode()


def test_a_busy_database_keeps_what_was_typed(cast: dict[str, User]) -> None:
    typed = {"note": 'said "yes" & <left>', "key": "k-1"}
    request = RequestFactory().post("/x/", typed)
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    answer = _busy(request)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert "Refresh" not in answer
    assert 'name="note" value="said &quot;yes&quot; &amp; &lt;left&gt;"' in text
    assert 'name="key" value="k-1"' in text


def test_a_busy_database_gives_no_password_back(cast: dict[str, User]) -> None:
    request = RequestFactory().post("/accounts/password/change/", {"password": "only-for-this-test-1"})
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    assert "only-for-this-test-1" not in _busy(request).content.decode()


def test_a_missing_table_is_our_fault_and_not_a_busy_database(cast: dict[str, User]) -> None:
    request = RequestFactory().get("/x/")
    request.user, request.session = cast["wang"], {}  # type: ignore[assignment]
    assert _busy(request, "no such table: x") is None


def test_signing_in_too_often_is_a_designed_page() -> None:
    request = RequestFactory().post("/accounts/login/")
    request.user, request.session = AnonymousUser(), {}  # type: ignore[assignment]
    answer = respond_429(request)
    assert answer.status_code == 429
    assert "answer-mark" in answer.content.decode()


def test_high_contrast_is_an_appearance_of_ones_own(client_of: Any) -> None:
    client = client_of("wang")
    client.post("/workbench/settings/", {"theme": "contrast"})
    assert 'data-bs-theme="contrast"' in client.get("/").content.decode()
    client.post("/workbench/settings/", {"theme": "auto"})
    assert "data-bs-theme" not in client.get("/").content.decode()


def test_no_template_carries_inline_script_or_style() -> None:
    from pathlib import Path

    house = Path(errors.__file__).parents[1]
    mails = {"mail.html"}  # read by mail programs, which know no files of ours
    wrong = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|hx-on|hx-vals=[\"']js:")
    found = [
        str(p) for p in house.rglob("templates/**/*.html") if p.name not in mails and wrong.search(p.read_text("utf-8"))
    ]
    assert found == []
