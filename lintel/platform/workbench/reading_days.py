"""The echo beside a day that is being typed: what the server would understand, in words, before anything is sent."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from lintel.platform.kernel import clock, typed_days


@require_POST
def read(request: HttpRequest) -> JsonResponse:
    """``value`` as the field takes it and ``told`` with the weekday; by POST, because it may be somebody's birthday."""
    text = request.POST.get("text", "")
    if request.POST.get("kind") == "moment":
        moment = typed_days.moment_of(text)
        if moment is None:
            return JsonResponse({"value": "", "told": typed_days.moment_not_understood()})
        return JsonResponse({"value": f"{clock.local(moment):%Y-%m-%d %H:%M}", "told": typed_days.told_moment(moment)})
    day = typed_days.day_of(text)
    if day is None:
        return JsonResponse({"value": "", "told": typed_days.not_understood()})
    return JsonResponse({"value": f"{day:%Y-%m-%d}", "told": typed_days.told_day(day)})
