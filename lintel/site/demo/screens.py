"""The page on which the administrator of a demo takes leave of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lintel.platform.audit.models import record
from lintel.platform.directory.models import User
from lintel.platform.workbench.answers import page
from lintel.site.demo import leaving


class OwnOffice(forms.Form):
    """Who will be the first person of the own office."""

    username = forms.CharField(
        label=_("User name"),
        max_length=30,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9._-]+$", _("Small letters, digits, dot and hyphen; a letter first."))
        ],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Full name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 12 characters. A sentence you can remember is better than a short word with symbols."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if password := given.get("password"):
            try:
                validate_password(password, User(username=given.get("username", ""), name=given.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given


def may_leave(user: Any) -> bool:
    """Whether this person may put the demo aside: an administrator, in a demo that can be."""
    return "SYS" in user.codes and leaving.possible(settings.LINTEL_DATA_DIR, connection.vendor)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, ask who the administrator will be, and begin."""
    user: Any = request.user
    if not may_leave(user):
        raise Http404
    folder = settings.LINTEL_DATA_DIR
    if leaving.asked(folder):
        return page(request, "demo/leaving.html")
    form = OwnOffice(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        record(user, "demo.leave", user, {}, {})
        leaving.ask(folder, username=given["username"], name=given["name"], password=make_password(given["password"]))
        answer = HttpResponseRedirect(request.path)
        answer.status_code = 303
        return answer
    return page(request, "demo/leave.html", {"form": form}, status=422 if form.errors else 200)
