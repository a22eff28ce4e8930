"""How approvals say no."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lintel.platform.kernel.errors import NotPermitted, Refused


class AlreadyAsked(Refused):
    """The same thing is waiting for approval already."""


class NobodyToAsk(Refused):
    """No post from here upwards is held by somebody who may decide this."""


class BeyondAuthority(Refused):
    """No post in the house may allow this much."""


class FactsChanged(Refused):
    """What the decision rests on is no longer what the decider saw."""


class NotWaitedFor(NotPermitted):
    """This person is not the one being waited for."""


def nobody_to_ask() -> NobodyToAsk:
    return NobodyToAsk(
        _("Nobody in this project holds a post that may decide this."),
        clause="2.1",
        remedy=_("Ask the manager to appoint somebody, or to name a deputy for these days."),
    )


def beyond_authority() -> BeyondAuthority:
    return BeyondAuthority(
        _("This is beyond what any post here may allow."),
        remedy=_("Ask for less, or get the company's written decision first."),
    )


def facts_changed() -> FactsChanged:
    return FactsChanged(
        _("The facts have changed since this was shown to you."),
        remedy=_("Look at the present figures and decide again."),
    )


def not_your_own() -> NotPermitted:
    return NotPermitted(
        _("Nobody approves their own request."), remedy=_("Wait for the person named in the steps, or remind them.")
    )


def not_waited_for() -> NotWaitedFor:
    return NotWaitedFor(
        _("This is not waiting for you."), remedy=_("Look at the steps: somebody else is asked, or it was decided.")
    )
