"""Customer 360: five groups as tabs, the timeline, a composer that is always open, and why one may see it (SCREENS 7.3)."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lintel.customers import queries
from lintel.customers.actions import closing, followups, handing, merging, profile
from lintel.customers.actions.appointments import book
from lintel.customers.actions.consents import refuse_marketing
from lintel.customers.actions.referring import refer
from lintel.customers.actions.relating import add_related
from lintel.customers.actions.tags import put_tags
from lintel.customers.forms import FollowUpForm, ReasonForm
from lintel.customers.kinds import call_url
from lintel.customers.models import Consent, Customer, FollowUp, Merge, MessageTemplate, Needs
from lintel.customers.offering import offered
from lintel.customers.relating import related_of
from lintel.customers.screens.tags import tags_of
from lintel.customers.timeline import KINDS, kinds_told, timeline
from lintel.platform.access.scope import may, visible
from lintel.platform.actions.door import Action
from lintel.platform.privacy.disclosures import remember, who_saw
from lintel.platform.privacy.models import Purpose
from lintel.platform.workbench import drafts, trail
from lintel.platform.workbench.answers import done, page, row_or_404
from lintel.platform.workbench.performing import key_of, perform
from lintel.platform.workbench.resource import Resource
from lintel.platform.workbench.screens import drawn, hidden_fields, steps_from

TABS = ("communication", "basic", "needs", "intent", "transactions")


@require_GET
def customer_page(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """One customer. The five groups of clause 5.1.2 are always the first five tabs."""
    along = ("owner", "project", "introduced_by", "previous_owner", "merged_into", "needs")
    customer = row_or_404(Customer, request.user, pk, related=along)
    if customer.merged_into is not None:
        return HttpResponseRedirect(customer.merged_into.get_absolute_url())
    context = {
        "resource": resource,
        "row": customer,
        "customer": customer,
        "watermark": True,
        "steps": steps_from(request, resource, customer),
        **_deeds(request.user, customer),
        **_composer(request.user, customer),
        **_facts(request.user, customer),
        **tags_of(request.user, customer),
        **related_of(request.user, customer),
        **_rail(request.user, customer),
        **_told(request, customer),
        "first_steps": _first_steps(customer),
        "panels": [shown for panel in resource.panels() if (shown := drawn(panel, request.user, customer))],
        "trail": trail.told(customer, hidden_fields(resource, request.user)),
    }
    return page(request, "customers/customer.html", context)


def _told(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """One length of the timeline, as its fragment shows it."""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    kind = kind if kind in KINDS else ""
    return {
        "told": timeline(customer, request.user, kind, after),
        "kind": kind,
        "kinds": kinds_told(),
        "going_on": bool(after),
    }


@require_GET
def timeline_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The timeline alone: what a chip or "earlier" brings."""
    customer = row_or_404(Customer, request.user, pk)
    context = {"customer": customer, **_told(request, customer)}
    if not request.headers.get("HX-Request"):
        return page(request, "customers/timeline.html", context)
    part = "customers/_events.html" if context["going_on"] else "customers/_timeline.html"
    return page(request, part, context)


def _first_steps(customer: Customer) -> dict[str, bool] | None:
    """What to do first with a customer nobody has spoken with yet, and which of it is done; None afterwards."""
    if not customer.is_open or customer.followups.filter(status=FollowUp.Status.DONE).exists():
        return None
    planned = customer.followups.filter(status=FollowUp.Status.DUE, is_first=False).exists()
    return {"needs": hasattr(customer, "needs"), "planned": planned}


def _deeds(user: Any, customer: Customer) -> dict[str, Any]:
    """Which deeds to offer: one reach question for all of them, because they share their reach."""
    mine = visible(Customer, user, followups.record_follow_up.permission).filter(pk=customer.pk).exists()

    def possible(action: Action) -> bool:
        return mine and may(user, action.permission) and action.when(customer)

    more = (
        handing.hand_over_customer,
        closing.mark_lost,
        closing.confirm_lost,
        closing.keep_customer,
        closing.revive,
        closing.mark_invalid,
    )
    return {
        "may_write": possible(followups.record_follow_up),
        "may_edit": possible(profile.edit_basic),
        "may_grade": possible(profile.set_grade),
        "may_plan": possible(followups.plan_follow_up),
        "may_refer": possible(refer),
        "may_book": possible(book),
        "may_tag": possible(put_tags),
        "may_relate": possible(add_related),
        "may_confirm": possible(profile.confirm_correct),
        "may_refuse": possible(refuse_marketing),
        "may_ask_merge": possible(merging.ask_to_merge),
        "call_url": _call_url(user, customer),
        "offered": offered(user, customer) if mine else [],
        "may_merge": mine and may(user, merging.merge_customers.permission),
        "more_deeds": [a for a in more if possible(a)],
    }


def _call_url(user: Any, customer: Customer) -> str:
    """Where pressing the receiver leads, for whoever may see the number."""
    return call_url(customer) if may(user, "customers.reveal_customer") else ""


def _composer(user: Any, customer: Customer) -> dict[str, Any]:
    templates = visible(MessageTemplate, user).filter(active=True).order_by("use", "pk")
    draft = drafts.key_for(followups.record_follow_up, customer)
    begun = drafts.found(user, draft)
    return {
        "form": FollowUpForm(initial={**_usual(customer), **drafts.initial(FollowUpForm, begun)}),
        "key": str(uuid.uuid4()),
        "draft": draft,
        "draft_found": begun,
        "templates": [_filled(t, customer) for t in templates[:12]],
        "due": customer.followups.filter(status=FollowUp.Status.DUE).first(),
    }


def _usual(customer: Customer) -> dict[str, str]:
    """What most follow-ups are."""
    return {"grade": customer.grade, "method": "phone", "result": "reached", "when": "auto"}


def _filled(template: MessageTemplate, customer: Customer) -> dict[str, Any]:
    """A template with its two blanks filled; advertising is closed for whoever refused it (G-34)."""
    words = template.text.replace("{address}", customer.address).replace("{project}", customer.project.name)
    closed = template.use == MessageTemplate.Use.MARKETING and customer.marketing_refused
    return {
        "title": template.title,
        "words": "" if closed else words,
        "closed": closed,
        "use": template.get_use_display(),
    }


def _facts(user: Any, customer: Customer) -> dict[str, Any]:
    needs = getattr(customer, "needs", None)
    words = dict(Needs.Concern.choices)
    return {
        "needs": needs,
        "concerns": [words[c] for c in (needs.concerns if needs else []) if c in words],
        "consents": list(
            visible(Consent, user).filter(customer=customer).select_related("notice", "witness").order_by("-given_at")
        ),
        "stale": queries.is_stale(customer),
        "shown_to": list(who_saw(customer)[:8]),
        "merges": list(visible(Merge, user).filter(kept=customer, undone_at__isnull=True).select_related("dropped")),
    }


def _rail(user: Any, customer: Customer) -> dict[str, Any]:
    return {
        "missing": queries.missing_of(customer, user),
        "why": queries.why_visible(user, customer),
        "duplicates": list(queries.likely_duplicates(customer, user)),
        "appointments": list(queries.coming_appointments(customer)[:3]),
    }


@require_http_methods(["GET", "POST"])
def write_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The composer on its own: from a list, a to-do, or after a mistake on the customer's page."""
    customer = row_or_404(Customer, request.user, pk, related=("project", "owner"))
    context = {
        "customer": customer,
        "action_url": reverse("customers:follow-up", args=[pk]),
        **_composer(request.user, customer),
    }
    for known in ("form", "key", "draft", "draft_found"):
        context.pop(known)
    return perform(
        request,
        followups.record_follow_up,
        customer,
        template="customers/follow_up.html",
        context=context,
        initial=_usual(customer),
        then=lambda _row: customer.get_absolute_url(),
        message=_("Follow-up written."),
    )


@require_http_methods(["GET", "POST"])
def edit_needs(request: HttpRequest, pk: int) -> HttpResponse:
    """The needs form, with budgets echoed in 万元."""
    customer = row_or_404(Customer, request.user, pk)
    return perform(
        request,
        profile.save_needs,
        customer,
        context={"action_url": request.path},
        then=lambda _row: customer.get_absolute_url() + "#needs",
    )


@require_POST
def quick(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One-tap deeds of the page: still correct, refuses marketing."""
    customer = row_or_404(Customer, request.user, pk)
    deed = {"confirm_correct": profile.confirm_correct, "refuse_marketing": refuse_marketing}[verb]
    deed.once(request.user, customer, key=key_of(request))
    return done(request, customer.get_absolute_url(), str(deed.label))


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both records side by side, then one."""
    customer = row_or_404(Customer, request.user, pk, related=("owner",))
    duplicate = row_or_404(Customer, request.user, other, related=("owner",))
    return perform(
        request,
        merging.merge_customers,
        customer,
        template="customers/merge.html",
        form_class=ReasonForm,
        extra={"duplicate": duplicate},
        context={"duplicate": duplicate, "pair": (customer, duplicate), "action_url": request.path},
        then=lambda _row: customer.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def ask_merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """A consultant thinks that two records are one person; the supervisor compares and decides."""
    customer = row_or_404(Customer, request.user, pk, related=("owner",))
    duplicate = row_or_404(Customer, request.user, other)
    return perform(
        request,
        merging.ask_to_merge,
        customer,
        form_class=ReasonForm,
        extra={"duplicate": duplicate},
        context={"action_url": request.path},
        then=lambda _row: customer.get_absolute_url(),
        message=_("The supervisor has been asked to compare."),
    )


@require_GET
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """What was signed under a consent, in place: it comes with the page and lies nowhere else. Every look is remembered."""
    consent = row_or_404(Consent, request.user, pk, related=("customer", "notice", "witness", "evidence"))
    if consent.evidence is None:
        raise Http404
    try:
        picture = consent.evidence.opened()
    except FileNotFoundError:
        raise Http404 from None
    remember(request.user, consent.customer, "signature", Purpose.CHECKING)
    return page(
        request,
        "customers/signature.html",
        {
            "consent": consent,
            "customer": consent.customer,
            "together": visible(Consent, request.user).filter(evidence=consent.evidence_id).order_by("pk"),
            "picture": f"data:{consent.evidence.content_type};base64,{base64.b64encode(picture).decode()}",
            "watermark": True,
        },
    )


@require_GET
def followup_page(request: HttpRequest, resource: Resource, pk: int) -> HttpResponse:
    """A follow-up is read on its customer's page."""
    followup = row_or_404(FollowUp, request.user, pk, related=("customer",))
    return HttpResponseRedirect(followup.customer.get_absolute_url())
