"""The message centre: what I was told, in four drawers, and what I want to hear by mail."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.platform.access.scope import require
from lintel.platform.kernel.typed_days import day_of
from lintel.platform.notices.actions import choose_mails, end_quiet_hours, mark_read, set_quiet_hours
from lintel.platform.notices.forms import PreferencesForm
from lintel.platform.notices.kinds import Tab, kinds
from lintel.platform.notices.queries import Bundles, mail_wishes, notices_of, quiet_hours, unread_by_tab, unread_count


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
    mark_read(request.user, notices_of(request.user).filter(pk=pk))
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
    count = mark_read(request.user, rows)
    messages.success(request, _t("%(count)s marked as read") % {"count": count})
    return _see(reverse("notices:list") + (f"?tab={tab}" if tab in Tab.values else ""))


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
