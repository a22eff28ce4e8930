"""What each task may cost whoever does it all day, from SCREENS 1.3, and how its journey is begun and closed."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.hand import Budget, Hand

BUDGETS = {
    "receive a walk-in": Budget(6, 25), "write a follow-up": Budget(4, 20), "show a price sheet": Budget(4, 12),
    "hold a unit": Budget(4, 10), "hold from the customer": Budget(4, 10), "call whom I must call today": Budget(2, 5),
    "approve a team discount": Budget(2, 15), "see the queue and jump the turn": Budget(3, 10), "list cooling customers": Budget(3, 15),
    "reassign 20 customers": Budget(6, 45), "settle whose customer it is": Budget(4, 60),
    "read the morning's figures": Budget(0, 5), "approve a discount": Budget(2, 20), "release units in bulk": Budget(5, 30),
    "find a customer by fragment": Budget(3, 2),
    "take over approvals": Budget(4, 20), "see the floor": Budget(1, 5), "list overdue signings": Budget(4, 30),
    "incoming call to the card": Budget(3, 10), "register an unknown caller": Budget(6, 25), "record a receipt": Budget(8, 40),
    "import up to the check": Budget(8, 240),
    "sign the daily report": Budget(3, 30),
    "channels of a period": Budget(3, 15), "compare two weekends": Budget(4, 20), "export an aggregate": Budget(3, 20),
    "who came today by channel": Budget(2, 10), "planned work by its day": Budget(1, 5),
    "add a person": Budget(8, 60), "disable a leaver": Budget(5, 60), "who saw a customer": Budget(5, 30),
}  # fmt: skip


def begin(page: Page, task: str) -> Hand:
    return Hand(page, task)


def finish(hand: Hand, taps: int) -> None:
    hand.done(taps, BUDGETS[hand.cost.task])
