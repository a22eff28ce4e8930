"""How the states of customer work look: tone and glyph, beside the word."""

from __future__ import annotations

from lintel.customers.models import (
    Appointment,
    Customer,
    DutyTurn,
    Fact,
    FieldReport,
    FollowUp,
    Interest,
    Question,
    Tag,
    Visit,
)
from lintel.platform.workbench.resource import chips

S = Customer.Stage
chips(
    Customer,
    "stage",
    {
        S.LEAD: ("info", "○"),
        S.VISITOR: ("info", "◔"),
        S.INTENT: ("brand", "◑"),
        S.RESERVED: ("wait", "◕"),
        S.BUYER: ("ok", "●"),
        S.OWNER: ("ok", "★"),
        S.DORMANT: ("mute", "☾"),
        S.LOST: ("mute", "×"),
        S.INVALID: ("bad", "×"),
        S.ANONYMISED: ("mute", "–"),
    },
)
chips(Customer, "grade", {"A": ("bad", "●"), "B": ("wait", "◕"), "C": ("info", "◑"), "D": ("mute", "○")})
chips(Tag, "tone", {tone: (tone, "●") for tone in Tag.Tone.values})
chips(
    Visit,
    "status",
    {
        "booked": ("info", "○"),
        "arrived": ("wait", "◔"),
        "receiving": ("brand", "◑"),
        "closed": ("ok", "●"),
        "no_show": ("warn", "×"),
        "cancelled": ("mute", "×"),
    },
)
chips(
    Visit,
    "outcome",
    {
        "new": ("brand", "+"),
        "mine": ("ok", "✓"),
        "protected": ("wait", "◆"),
        "pool": ("info", "○"),
        "owner": ("ok", "★"),
        "anonymous": ("mute", "–"),
    },
)
chips(
    DutyTurn,
    "status",
    {"queued": ("ok", "○"), "receiving": ("brand", "◑"), "paused": ("wait", "‖"), "off": ("mute", "–")},
)
chips(FollowUp, "status", {"due": ("wait", "○"), "done": ("ok", "✓"), "cancelled": ("mute", "×")})
chips(
    Appointment,
    "status",
    {"booked": ("info", "○"), "kept": ("ok", "✓"), "no_show": ("warn", "×"), "cancelled": ("mute", "–")},
)
chips(FieldReport, "status", {"sent": ("wait", "○"), "acknowledged": ("ok", "✓")})
chips(Interest, "standing", {"first": ("ok", "★"), "second": ("info", "☆"), "out": ("mute", "×")})
chips(Fact, "status", {"draft": ("wait", "○"), "approved": ("ok", "✓"), "retired": ("mute", "–")})
chips(Question, "status", {"open": ("warn", "?"), "answered": ("ok", "✓")})
