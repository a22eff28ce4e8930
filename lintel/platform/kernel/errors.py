"""The one family of errors a person is meant to read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Refused(Exception):
    """The business says no. The message is shown to whoever asked.

    ``rule`` is a legal rule (``"G-06"``), ``clause`` a clause of the policy (``"3.4.2"``), and ``remedy`` says what
    to do next. Screens show all three; ``facts`` holds what a designed refusal screen needs (never personal data).
    """

    status = 409

    def __init__(
        self, message: Words, *, rule: str = "", clause: str = "", remedy: Words = "", **facts: object
    ) -> None:
        super().__init__(message)
        self.message, self.rule, self.clause, self.remedy, self.facts = message, rule, clause, remedy, facts

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(Refused):
    """This person may not do this to this row."""

    status = 403


class WrongState(Refused):
    """The row is not in a state from which this can happen."""


class ChangedMeanwhile(Refused):
    """Somebody changed the row after the form was opened. ``facts["fields"]`` names what differs."""


class KeyReused(Refused):
    """The same idempotency key came with different content."""

    status = 422


def not_permitted() -> NotPermitted:
    """The answer for a row one may not reach; says nothing about whether it exists."""
    return NotPermitted(_("You are not permitted to do this."), remedy=_("Ask your supervisor or the manager."))
