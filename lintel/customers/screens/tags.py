"""Tags on the customer's page: one press puts one on, one press takes it off, nothing else of the page moves."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lintel.customers.actions.tags import put_tags, take_tags
from lintel.customers.models import Customer, Tag
from lintel.platform.access.scope import visible
from lintel.platform.kernel.errors import Refused
from lintel.platform.workbench.answers import done, row_or_404, toast
from lintel.platform.workbench.performing import key_of


def tags_of(user: Any, customer: Customer) -> dict[str, Any]:
    """What the customer wears, and what else there is to put on, for whoever may see the vocabulary."""
    words = list(visible(Tag, user).filter(project=customer.project_id).order_by("pk"))
    worn = list(customer.taggings.order_by("put_at", "pk").values_list("tag_id", flat=True))
    by_key = {tag.pk: tag for tag in words}
    return {
        "worn": [by_key[pk] for pk in worn if pk in by_key],
        "to_put": [tag for tag in words if tag.active and tag.pk not in worn],
    }


@require_POST
def tags(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one on or take one off; the answer is the row of chips as it is now."""
    customer = row_or_404(Customer, request.user, pk, put_tags.permission)
    putting = "put" in request.POST
    said = request.POST.get("put" if putting else "take", "")
    if not said:
        raise Refused(_("No tag was chosen."), clause="5.1.1", remedy=_("Press the tag itself."))
    tag = row_or_404(Tag, request.user, int(said) if said.isdecimal() else 0)
    deed, words = (put_tags, _("Tag put on: %(tag)s")) if putting else (take_tags, _("Tag taken off: %(tag)s"))
    deed.once(request.user, customer, key=key_of(request), tags=[tag])
    if not request.headers.get("HX-Request"):
        return done(request, customer, words % {"tag": tag})
    context = {"customer": customer, "may_tag": True, "key": str(uuid.uuid4()), **tags_of(request.user, customer)}
    return toast(render(request, "customers/_tags.html", context), words % {"tag": tag})
