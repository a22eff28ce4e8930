"""Signing in and out: allauth's screens that we keep, and one's own account and devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lintel.platform.kernel import clock
from lintel.platform.privacy.disclosures import usage
from lintel.platform.workbench.answers import done, page


class SignOut(account.LogoutView):
    """Leaves nothing behind in the browser."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


#: Only these of allauth's pages exist here: no sign-up, no mail addresses, no password by mail.
urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", SignOut.as_view(), name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: post, duties, team, projects, and how much plain data I have looked at."""
    user: Any = request.user
    return page(request, "account/me.html", {"roles": user.roles.order_by("kind", "-rank"), "usage": usage(user)})


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; every session but this one can be ended."""
    mine = []
    for session in Session.objects.filter(expire_date__gt=clock.now()).order_by("-expire_date").iterator():
        values = session.get_decoded()
        if str(values.get("_auth_user_id")) == str(request.user.pk):
            mine.append((session, values))
    if request.method == "POST":
        for session, _values in mine:
            if session.session_key != request.session.session_key:
                session.delete()
        return done(request, request.path, _("Signed out everywhere else."))
    rows = [
        {
            "current": s.session_key == request.session.session_key,
            "began": _at(v.get("began")),
            "seen": _at(v.get("seen")),
        }
        for s, v in mine
    ]
    return page(request, "account/sessions.html", {"rows": rows})


def _at(seconds: Any) -> Any:
    return datetime.fromtimestamp(seconds, tz=clock.SHANGHAI) if seconds else None
