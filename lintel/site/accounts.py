"""Signing in: closed to strangers, locked after five failures, and a second factor for whoever sees plain numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.signals import password_changed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lintel.platform.access.scope import codes_of, reaches_of
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.db.prepared import Prepared

#: Pages a person may use before the duties below are done.
ALWAYS = (
    "/accounts/",
    "/static/",
    "/jsi18n/",
    "/workbench/alive/",
    "/workbench/settings/",
    "/workbench/watermark.svg",
    "/healthz",
)
STAMP = "welcome"


class Backend(AuthenticationBackend):
    """allauth's way of knowing people, with the one question every request begins with kept ready."""

    def get_user(self, user_id: int) -> Any:
        found = _PERSON(int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None


_PERSON = Prepared(lambda pk: User.objects.filter(pk=pk).select_related("department"))


class Adapter(DefaultAccountAdapter):
    """allauth's ways, with sign-up closed and sessions that end with what they were opened on."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """People without an address get no mail; nothing is lost, the message centre tells them."""
        if email:
            super().send_mail(template_prefix, email, context)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """ "Signed in as …" on every morning is noise."""
        if message_template in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            return
        super().add_message(request, level, message_template, *args, **kwargs)


def fingerprint(user: Any) -> str:
    """What a session was opened on: roles and account state. When it changes, the session ends."""
    return _print_of(user, codes_of(user))


def _print_of(user: Any, codes: Iterable[str]) -> str:
    return ",".join(sorted(codes)) + f"|{user.is_active}"


@receiver(user_logged_in)
def session_begins(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Remember when and on which roles this session began. Django has given it a new id by now."""
    now = int(clock.now().timestamp())
    request.session.update({"began": now, "seen": now, STAMP: fingerprint(user)})


def still_welcome(request: HttpRequest) -> bool:
    """Whether the roles this session was opened on are still the person's. (Django itself checks the password.)"""
    said = request.session.get(STAMP)
    if said is None:
        request.session[STAMP] = fingerprint(request.user)
        return True
    user: Any = request.user
    return bool(said == _print_of(user, user.codes))  # the codes are needed again, so they are read once per request


def end_sessions(user: Any) -> int:
    """End every session of ``user`` at once: disabled, or a leaver. Returns how many there were."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if str(session.get_decoded().get("_auth_user_id")) == str(user.pk):
            session.delete()
            ended += 1
    return ended


def needs_second_factor(user: Any) -> bool:
    """Whoever may reveal a masked value or take data out of the house."""
    if not settings.LINTEL_REQUIRE_TOTP:
        return False
    verbs = {permission.rpartition(".")[2].split("_")[0] for permission in reaches_of(user)}
    return bool(verbs & {"reveal", "export"})


def duty_before_work(request: HttpRequest) -> HttpResponse | None:
    """Sends a person to what must be done first: a password of their own, then the second factor."""
    if request.path.startswith(ALWAYS):
        return None
    user: Any = request.user
    if user.must_change_password:
        return _to(request, reverse("account_change_password"))
    if request.session.get("factor_ok"):
        return None
    if needs_second_factor(user) and not is_mfa_enabled(user):
        return _to(request, reverse("mfa_activate_totp"))
    request.session["factor_ok"] = True
    return None


def _to(request: HttpRequest, url: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)


@receiver(password_changed)
def own_password(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The first password was somebody else's; this one is the person's own."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
