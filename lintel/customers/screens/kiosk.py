"""A tablet at the door: visitors check in alone, and see nothing of anybody else (SCREENS 7.4).

While it lasts, the session that was signed in reaches nothing but these pages (``lintel.site.kiosk``); leaving asks for the
password again. What the number is to us is not said: a stranger and a colleague's customer read the same words.
"""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.customers import queries
from lintel.customers.actions.reception import check_in
from lintel.customers.forms import KioskForm, ReceptionForm
from lintel.customers.models import Channel, Consent, Customer
from lintel.customers.screens.common import project_of
from lintel.customers.screens.reception import BIG_CHANNELS, without_person
from lintel.inventory.models import Project
from lintel.platform.access.scope import require
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.performing import key_of

MODE = "kiosk"
"""Where the session says which project it receives for, and since when."""
_HOWS = ((Consent.How.TICKED, gettext_lazy("Without a signature")), (Consent.How.SIGNED, gettext_lazy("Sign here")))


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """From now on this browser is the visitors'. A new session key drops the pages it keeps for its Back button."""
    require(request.user, "customers.check_in")
    request.session[MODE] = {"project": project_of(request).pk, "since": clock.now().timestamp()}
    request.session.cycle_key()
    answer = _to(reverse("customers:kiosk"))
    answer["Clear-Site-Data"] = '"cache"'
    return answer


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Back to work, once whoever signed in has said again that it is them, after the mode began."""
    mode = request.session.get(MODE)
    if mode and not _confirmed(request, mode["since"]):
        return _to(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    if mode:
        del request.session[MODE]
        request.session.cycle_key()
    return _to(reverse("customers:reception"))


def _confirmed(request: HttpRequest, since: float) -> bool:
    return any(r.get("reauthenticated") and r["at"] > since for r in get_authentication_records(request, request.user))


@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """The check-in alone. After it the page says that a consultant was told, whoever it is."""
    require(request.user, "customers.check_in")
    if MODE not in request.session:
        return _to(reverse("customers:reception"))
    project = _project(request)
    if request.method == "GET":
        return _page(request, project, KioskForm())
    form = (
        ReceptionForm(without_person(request))
        if "anonymous" in request.POST
        else KioskForm(request.POST, request.FILES)
    )
    if not form.is_valid():
        return _page(request, project, form, status=422)
    try:
        outcome = check_in.once(request.user, project, key=key_of(request), unattended=True, **form.cleaned_data)
    except ValidationError as wrong:
        form.add_error("phone", wrong)
        return _page(request, project, form, status=422)
    except Refused as refused:
        return _page(request, project, form, refusal=refused, status=refused.status)
    return _page(request, project, KioskForm(), visit=outcome.row)


def _project(request: HttpRequest) -> Project:
    """The project the mode was begun for. Raises ``NotPermitted`` once it is no longer this person's."""
    request.session["project"] = request.session[MODE]["project"]
    return project_of(request)


def _page(request: HttpRequest, project: Project, form: Any, status: int = 200, **more: Any) -> HttpResponse:
    data = form.data if form.is_bound else {}
    context = {
        "project": project,
        "form": form,
        "data": data,
        "key": request.POST.get("_key") if form.is_bound else str(uuid.uuid4()),
        "stamp": "",
        "titles": Customer.Title.choices,
        "parties": (("1", "1"), ("2", "2"), ("3", _("3 or more"))),
        "channels": [(c.value, c.label) for c in BIG_CHANNELS],
        "chosen_channel": data.get("channel") or Channel.WALK_IN,
        "chosen_party": data.get("party") or "1",
        "hows": _HOWS,
        "chosen_how": data.get("how") or Consent.How.TICKED,
        "notice": queries.notice_shown(),
        "unattended": True,
        **more,
    }
    answer = render(request, "customers/kiosk.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _to(url: str) -> HttpResponse:
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer
