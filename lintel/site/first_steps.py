"""First steps: five for each post, ticked by what the person really did, and nine for an office that is still empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lintel.customers.models import NoticeVersion
from lintel.inventory.models import PresalePermit, PriceLine, Project, Unit
from lintel.platform.access.scope import may
from lintel.platform.audit.models import Entry
from lintel.platform.directory.models import User
from lintel.platform.kernel.models import FigureValue
from lintel.platform.workbench import preferences
from lintel.platform.workbench.models import Preference
from lintel.site.backup import last_backup

DUTIES = "FIN LEG PO"
"""Duties with steps of their own: they come before those of the post."""
FOLDED_AT = (7, 9)
"""With seven of nine done the list of the office no longer stands before the day's figures and work."""


@dataclass(frozen=True)
class Step:
    """One thing to do. Done by one of ``deeds`` in the trail, by ``done``, or by having been opened from here."""

    name: str
    label: str | Promise
    url_name: str
    deeds: tuple[str, ...] = ()
    done: Callable[[Any], bool] | None = None
    permission: str = ""
    whose: str | Promise = ""
    """Who does it, told to whoever may not."""
    argument: str = ""


@dataclass(frozen=True)
class Ticked:
    """A step with whether it is done and whether this person can go there."""

    step: Step
    done: bool
    open: bool


@dataclass
class Checklist:
    """The steps of one person, or of the office."""

    name: str
    title: str | Promise
    steps: list[Ticked] = field(default_factory=list)
    folds: bool = False
    """Whether it becomes one line when little of it is left."""

    @property
    def done(self) -> int:
        return sum(t.done for t in self.steps)

    @property
    def percent(self) -> int:
        return 100 * self.done // len(self.steps)

    @property
    def folded(self) -> bool:
        return self.folds and self.done * FOLDED_AT[1] >= len(self.steps) * FOLDED_AT[0]

    @property
    def finished(self) -> bool:
        return self.done == len(self.steps)


def _protected(user: Any) -> bool:
    return Authenticator.objects.filter(user=user.pk).exists()


TWO_STEPS = Step("two-steps", _("Set up two-step sign-in"), "mfa_index", done=_protected)


def _guide(slug: str) -> Step:
    return Step("guide", _("Read the guide of your post"), "help-guide", argument=slug)


def _reception(label: str | Promise) -> Step:
    return Step("reception", label, "customers:reception", ("customers.check_in", "customers.register_call"))


STEPS: dict[str, list[Step]] = {
    "SR": [
        _reception(_("Register somebody who comes or calls")),
        Step(
            "follow-up",
            _("Write down a conversation with a customer"),
            "customers:customer-list",
            ("customers.record_follow_up",),
        ),
        Step("plan", _("Hold a home and write a purchase plan"), "inventory:board", ("sales.draft_quote",)),
    ],
    "SS": [
        Step("duty", _("Put a consultant on the duty list"), "customers:floor", ("customers.put_on_duty",)),
        Step("check", _("Check a reservation of your team"), "sales:reservation-list", ("sales.check_reservation",)),
        Step("targets", _("Share this month's target out"), "sales:targetplan-create", ("sales.propose_targets",)),
    ],
    "DM": [
        Step("member", _("Bring a colleague into a project"), "inventory:project-list", ("inventory.add_member",)),
        Step(
            "decide",
            _("Decide a request"),
            "approvals:inbox",
            ("approvals.approve", "approvals.refuse", "approvals.return_to"),
        ),
        Step("deputy", _("Name who decides while you are away"), "approvals:deputies", ("approvals.delegate",)),
    ],
    "MGR": [
        Step(
            "decide",
            _("Decide a request"),
            "approvals:inbox",
            ("approvals.approve", "approvals.refuse", "approvals.return_to"),
        ),
        Step("sign", _("Sign a reservation that was checked"), "sales:reservation-list", ("sales.sign_reservation",)),
        Step("deputy", _("Name who decides while you are away"), "approvals:deputies", ("approvals.delegate",)),
    ],
    "PS": [
        Step("permit", _("Record a presale permit"), "inventory:presalepermit-list", ("inventory.record_permit",)),
        Step(
            "scheme",
            _("Draft a price scheme or an offer"),
            "inventory:pricescheme-list",
            ("inventory.draft_scheme", "sales.draft_offer"),
        ),
        Step("answer", _("Write an answer for the sales kit"), "customers:fact-list", ("customers.write_fact",)),
    ],
    "PC": [
        Step("board", _("Look at the unit board"), "inventory:board"),
        Step("kit", _("Read the approved answers"), "customers:kit"),
        Step("view", _("Save a view of a list you need often"), "inventory:unit-list", ("workbench.save_view",)),
    ],
    "CS": [
        Step("visits", _("Look at today's visits"), "customers:visit-list"),
        Step("calls", _("Look at the return calls"), "customers:followup-list"),
        Step(
            "consent",
            _("Know where consent is given and withdrawn"),
            "customers:customer-list",
            ("customers.give_consent", "customers.withdraw_consent"),
        ),
    ],
    "CR": [
        _reception(_("Register somebody who comes or calls")),
        Step("floor", _("See whose turn it is on the floor"), "customers:floor"),
        Step(
            "ask",
            _("Pass on a question or a report"),
            "customers:kit",
            ("customers.ask_question", "customers.report_from_floor"),
        ),
    ],
    "FIN": [
        Step("desk", _("Open the cashier's desk"), "sales:cashier"),
        Step("receipt", _("Record a bank slip"), "sales:cashier", ("sales.record_receipt",)),
        Step("print", _("Look at the ledger and print a receipt"), "sales:ledgerentry-list", ("sales.print_receipt",)),
    ],
    "LEG": [
        Step(
            "permit",
            _("Compare a permit with its paper"),
            "inventory:presalepermit-list",
            ("inventory.submit_permit", "inventory.record_publication"),
        ),
        Step("file", _("File a price scheme"), "inventory:pricescheme-list", ("inventory.file_scheme",)),
        Step("told", _("Look at what buyers must be told"), "sales:disclosureitem-list"),
    ],
    "PO": [
        Step("notice", _("Read or publish the privacy notice"), "customers:noticeversion-list"),
        Step("consents", _("Look at consents and withdrawals"), "customers:consent-list"),
        Step("trail", _("See who looked at what"), "audit:entry-list"),
    ],
}
SLUGS = {
    "FIN": "cashier", "LEG": "reviewer", "PO": "reviewer", "SR": "consultant", "SS": "sales-supervisor", "DM": "managers",
    "MGR": "managers", "PS": "planning", "PC": "planning", "CS": "service", "CR": "service", "SYS": "administrator",
}  # fmt: skip
"""The guide of each post and duty."""


def _figures(user: Any) -> bool:
    return FigureValue.objects.exists() or Preference.objects.filter(name="step:setup-figures").exists()


def _posts(user: Any) -> bool:
    wanted = ("MGR", "SS", "SR", "FIN")
    held = User.objects.people().filter(roles__code__in=wanted).values_list("roles__code", flat=True).distinct()
    return set(held) >= set(wanted)


SETUP = [
    Step(
        "people",
        _("Add the people"),
        "directory:user-list",
        done=lambda u: User.objects.people().count() > 2,
        permission="organisation.add_person",
        whose=_("the administrator"),
    ),
    Step(
        "posts",
        _("Give the posts: manager, supervisor, consultant, cashier"),
        "directory:user-list",
        done=_posts,
        permission="organisation.give_posts",
        whose=_("the administrator"),
    ),
    Step(
        "project",
        _("Open the project"),
        "inventory:project-create",
        done=lambda u: Project.objects.exists(),
        permission="inventory.open_project",
        whose=_("the manager"),
    ),
    Step(
        "homes",
        _("Lay out the buildings or import the homes"),
        "exchange:imports",
        done=lambda u: Unit.objects.exists(),
        permission="inventory.import_units",
        whose=_("the planning supervisor"),
    ),
    Step(
        "setup-figures",
        _("Go through the figures: times, limits, shares"),
        "organisation:figures",
        done=_figures,
        permission="organisation.set_figure",
        whose=_("the manager"),
    ),
    Step(
        "notice",
        _("Publish the privacy notice"),
        "customers:noticeversion-list",
        done=lambda u: NoticeVersion.objects.exists(),
        permission="customers.publish_notice",
        whose=_("the manager"),
    ),
    Step(
        "permit",
        _("Record the presale permit and have it approved"),
        "inventory:presalepermit-list",
        done=lambda u: PresalePermit.objects.filter(status=PresalePermit.Status.APPROVED).exists(),
        permission="inventory.record_permit",
        whose=_("the planning supervisor"),
    ),
    Step(
        "prices",
        _("Bring prices into force"),
        "inventory:pricescheme-list",
        done=lambda u: PriceLine.objects.in_force().exists(),
        permission="inventory.put_in_force",
        whose=_("planning, the manager and the contract reviewer"),
    ),
    Step(
        "backup",
        _("Make the first backup"),
        "help-guide",
        done=lambda u: last_backup() is not None,
        permission="organisation.add_person",
        whose=_("the administrator"),
        argument="administrator",
    ),
]


def steps_of(user: Any) -> list[Step]:
    """The five steps of this person: a duty's before the post's."""
    code = next((c for c in (*DUTIES.split(), *STEPS) if c in user.codes and c in STEPS), "")
    if not code:
        return []
    return [*STEPS[code], _guide(SLUGS[code]), TWO_STEPS]


def checklists(user: Any) -> list[Checklist]:
    """What is still to be done the first time: nothing once it is done or was put away."""
    found = []
    if user.codes & {"SYS", "MGR"} and not _away(user, "setup"):
        found.append(_ticked(user, Checklist("setup", _("Setting up the office"), folds=True), SETUP))
    if not _away(user, "first"):
        found.append(_ticked(user, Checklist("first", _("Getting started")), steps_of(user)))
    return [one for one in found if one.steps and not one.finished]


def _away(user: Any, name: str) -> bool:
    return preferences.get(user, f"away:{name}") == "yes"


def _ticked(user: Any, checklist: Checklist, steps: list[Step]) -> Checklist:
    wanted = {deed for step in steps for deed in step.deeds}
    did = (
        set(Entry.objects.filter(actor=user, deed__in=wanted).values_list("deed", flat=True).distinct())
        if wanted
        else set()
    )
    for step in steps:
        done = bool(did & set(step.deeds)) or preferences.get(user, f"step:{step.name}") == "yes"
        done = done or (step.done is not None and step.done(user))
        checklist.steps.append(Ticked(step, done, not step.permission or may(user, step.permission)))
    return checklist


@require_POST
def go(request: HttpRequest, name: str) -> HttpResponse:
    """To the place of a step; a step without a deed of its own is done by having been there."""
    user: Any = request.user
    office = SETUP if user.codes & {"SYS", "MGR"} else []
    step = next((s for s in (*steps_of(user), *office) if s.name == name), None)
    if step is None or (step.permission and not may(user, step.permission)):
        raise Http404
    if not step.deeds and (step.done is None or step.name == "setup-figures"):
        preferences.keep(user, f"step:{step.name}", "yes")
    return _to(reverse(step.url_name, args=[step.argument] if step.argument else []))


@require_POST
def put_away(request: HttpRequest, name: str) -> HttpResponse:
    """This person does not want to see the list any more."""
    if name not in ("first", "setup"):
        raise Http404
    preferences.keep(request.user, f"away:{name}", "yes")
    return _to(reverse("home"))


def _to(url: str) -> HttpResponse:
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer
