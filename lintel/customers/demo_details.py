"""What the demo's consultants noted beside the forms: the project's tags, on some of its customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lintel.customers.actions.tags import add_tag, put_tags
from lintel.customers.models import Customer, Tag
from lintel.platform.directory.models import User

if TYPE_CHECKING:
    from lintel.customers.demo import Hall

TAGS = (
    ("学区优先", Tag.Tone.INFO), ("全款", Tag.Tone.OK), ("置换中", Tag.Tone.WAIT), ("竞品已看", Tag.Tone.WARN),
    ("外地户籍", Tag.Tone.MUTE), ("老带新", Tag.Tone.BRAND), ("电梯敏感", Tag.Tone.MUTE), ("等贷款批复", Tag.Tone.WAIT),
)  # fmt: skip
EVERY = 6
"""One customer in so many wears tags; by key, so that the rest of the story stays as it is."""


def noted(hall: Hall) -> None:
    """The vocabulary before the doors open; what was noted, as it stands in the end."""
    hall.story.at(hall.story.day(hall.begins + 2, 9, 40), lambda: _agree(hall))
    hall.story.at(hall.story.before_end(150), lambda: _tag(hall))


def _agree(hall: Hall) -> None:
    for name, tone in TAGS:
        add_tag(hall.cast["chen"], project=hall.project, name=name, tone=tone)


def _tag(hall: Hall) -> None:
    words = list(Tag.objects.filter(project=hall.project).order_by("pk"))
    for owner, customer in _looked_after(hall):
        if customer.pk % EVERY == 0:
            chosen = {words[customer.pk // EVERY % len(words)], words[customer.pk % len(words)]}
            put_tags(owner, customer, tags=sorted(chosen, key=lambda tag: tag.pk))


def _looked_after(hall: Hall) -> list[tuple[User, Customer]]:
    """Open customers of the consultants of this hall."""
    rows = Customer.objects.open().filter(project=hall.project, owner__in=hall.consultants).order_by("pk")
    return [(hall.cast[c.owner.username], c) for c in rows.select_related("owner", "project") if c.owner]
