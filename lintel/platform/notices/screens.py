"""The message centre: what I was told, in four drawers, and what I want to hear by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.platform.access.scope import may, require, visible
from lintel.platform.actions.undoing import UNDONE_WITHIN
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.kernel.typed_days import day_of
from lintel.platform.notices.actions import (
    choose_mails,
    end_quiet_hours,
    mark_read,
    set_quiet_hours,
    take_back_reading,
)
from lintel.platform.notices.forms import PreferencesForm
from lintel.platform.notices.kinds import Tab, kinds
from lintel.platform.notices.models import Notice
from lintel.platform.notices.queries import (
    Bundles,
    mail_wishes,
    notices_of,
    quiet_hours,
    read_together,
    unread_by_tab,
    unread_count,
)


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    """One drawer of the message centre, or all of them together."""
    require(request.user, "notices.view_notice")
    tab = request.GET.get("tab", "")
    tab = tab if tab in Tab.values else ""
    unread = unread_by_tab(request.user)
    context = {
        "frame": "workbench/base.html",
        "tab": tab,
        "drawers": [(code, label, unread.get(code, 0)) for code, label in Tab.choices],
        "unread": sum(unread.values()),
        "undo": _undo(request),
        "page": Paginator(Bundles(request.user, tab), 30).get_page(request.GET.get("page")),
    }
    return render(request, "notices/centre.html", context)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number at the bell; empty when there is none."""
    return HttpResponse(unread_count(request.user) or "", content_type="text/plain")


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and go to what it is about."""
    notice = notices_of(request.user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    moment = clock.now()
    if mark_read(request.user, notices_of(request.user).filter(pk=pk), moment):
        request.session[UNDO] = moment.isoformat()
    return _see(notice.url or reverse("notices:list"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything in the drawer, everywhere, or of one kind on one day, as read."""
    require(request.user, "notices.view_notice")
    tab = request.POST.get("tab", "")
    rows = notices_of(request.user, tab if tab in Tab.values else "")
    day = day_of(request.POST.get("day", ""))
    if day is not None:
        rows = rows.filter(kind=request.POST.get("kind", "")[:80], created_at__date=day)
    moment = clock.now()
    count = mark_read(request.user, rows, moment)
    if count and may(request.user, take_back_reading.permission):
        request.session[UNDO] = moment.isoformat()
    else:
        messages.success(request, _t("%(count)s marked as read") % {"count": count})
    return _see(reverse("notices:list") + (f"?tab={tab}" if tab in Tab.values else ""))


UNDO = "notices_undo"
"""In the session: when one has just read something, offered for taking back on the next page of the centre only."""


@dataclass(frozen=True)
class Undo:
    """What was read in one go: ``notice`` is the newest of ``total``, read at ``at``."""

    notice: Notice
    total: int
    at: datetime


def _undo(request: HttpRequest) -> Undo | None:
    """What was read a moment ago, when that can still be taken back."""
    at = parse_datetime(request.session.pop(UNDO, ""))
    if at is None or clock.now() - at > UNDONE_WITHIN or not may(request.user, take_back_reading.permission):
        return None
    rows = read_together(request.user, at)
    newest = rows.order_by("-pk").first()
    return Undo(newest, rows.count(), at) if newest is not None else None


@require_POST
def unread(request: HttpRequest, pk: int) -> HttpResponse:
    """It was marked as read by mistake, and all that was with it; a second press is answered and changes nothing."""
    notice = visible(Notice, request.user, take_back_reading.permission).filter(pk=pk).first()
    if notice is None:
        raise Http404
    done = take_back_reading(request.user, notice, read_at=_moment(request.POST.get("read_at", "")))
    asked = request.POST.get("total", "")
    if asked.isdecimal() and done < int(asked[:9]):
        words = _t("%(done)s of %(all)s are unread again; what the others told was dealt with meanwhile.")
        messages.warning(request, words % {"done": done, "all": int(asked[:9])})
    else:
        words = ngettext(
            "Undone: %(count)s message is unread again.", "Undone: %(count)s messages are unread again.", done
        )
        messages.success(request, words % {"count": done})
    return _see(reverse("notices:list"))


def _moment(said: str) -> datetime:
    try:
        found = parse_datetime(said)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(_t("This form is incomplete."), remedy=_t("Open the page again and enter it anew."))
    return found


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Which kinds come by mail, and quiet hours."""
    require(request.user, "notices.view_notice")
    form = PreferencesForm(request.POST or None, initial=_present(request))
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["mails"])
        choose_mails(request.user, {code: code in wanted for code in kinds})
        start, end = form.cleaned_data["starts_at"], form.cleaned_data["ends_at"]
        if start and end:
            set_quiet_hours(request.user, starts_at=start, ends_at=end)
        else:
            end_quiet_hours(request.user)
        messages.success(request, _t("Saved."))
        return _see(reverse("notices:preferences"))
    context = {"frame": "workbench/base.html", "form": form}
    return render(request, "notices/preferences.html", context, status=422 if form.is_bound else 200)


def _present(request: HttpRequest) -> dict[str, object]:
    wishes, quiet = mail_wishes(request.user), quiet_hours(request.user)
    return {
        "mails": [code for code, kind in kinds.items() if wishes.get(code, kind.mail)],
        "starts_at": quiet.starts_at if quiet else None,
        "ends_at": quiet.ends_at if quiet else None,
    }


def _see(to: str) -> HttpResponse:
    answer = HttpResponseRedirect(to)
    answer.status_code = 303
    return answer
