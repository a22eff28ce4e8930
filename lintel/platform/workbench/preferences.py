"""How each person likes the screen: remembered on the server, so that every device shows it without a flicker."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from lintel.platform.workbench.models import Preference

#: What the browser may set by itself, and to what.
LOOKS = {
    "nav": {"open", "folded"},
    "text": {"normal", "large", "huge"},
    "density": {"comfortable", "dense"},
    "shortcuts": {"on", "off"},
}


def all_of(user: Any) -> dict[str, str]:
    """Every preference of ``user``, read once per request."""
    if not hasattr(user, "_preferences"):
        user._preferences = dict(user.preferences.values_list("name", "value")) if user.is_authenticated else {}
    return user._preferences


def get(user: Any, name: str, default: str = "") -> str:
    return all_of(user).get(name, default)


def listed(user: Any, name: str) -> list[str]:
    return [part for part in get(user, name).split(",") if part]


def keep(user: Any, name: str, value: str) -> None:
    """Remember ``value``; an empty one forgets."""
    if value:
        Preference.objects.update_or_create(user=user, name=name, defaults={"value": value[:600]})
    else:
        Preference.objects.filter(user=user, name=name).delete()
    user.__dict__.pop("_preferences", None)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """``name`` and ``value`` of one look of the frame."""
    name, value = request.POST.get("name", ""), request.POST.get("value", "")
    if value not in LOOKS.get(name, ()):
        return HttpResponse(status=400)
    keep(request.user, name, value)
    return HttpResponse(status=204)
