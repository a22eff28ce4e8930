"""What the demo's consultants noted beside the forms: the project's tags on some of its customers, and who decides along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lintel.customers.actions.relating import add_related
from lintel.customers.actions.tags import add_tag, put_tags
from lintel.customers.demo_people import serial
from lintel.customers.models import Customer, RelatedPerson, Tag
from lintel.platform.directory.models import User

if TYPE_CHECKING:
    from lintel.customers.demo import Hall

TAGS = (
    ("学区优先", Tag.Tone.INFO), ("全款", Tag.Tone.OK), ("置换中", Tag.Tone.WAIT), ("竞品已看", Tag.Tone.WARN),
    ("外地户籍", Tag.Tone.MUTE), ("老带新", Tag.Tone.BRAND), ("电梯敏感", Tag.Tone.MUTE), ("等贷款批复", Tag.Tone.WAIT),
)  # fmt: skip
EVERY = 6
"""One customer in so many wears tags; by key, so that the rest of the story stays as it is."""


AROUND = (
    ("spouse", "spoken", "文静"), ("parent", "customer", "桂英"), ("decider", "present", "志远"), ("spouse", "customer", "晓梅"),
    ("introducer", "customer", "建国"), ("agent", "spoken", "立新"), ("child", "present", "子涵"),
)  # fmt: skip
"""Relation, whether they agreed, and a given name."""


def noted(hall: Hall) -> None:
    """The vocabulary before the doors open; what was noted, as it stands in the end."""
    hall.story.at(hall.story.day(hall.begins + 2, 9, 40), lambda: _agree(hall))
    hall.story.at(hall.story.before_end(150), lambda: _tag(hall))
    hall.story.at(hall.story.before_end(148), lambda: _relate(hall))


def _agree(hall: Hall) -> None:
    for name, tone in TAGS:
        add_tag(hall.cast["chen"], project=hall.project, name=name, tone=tone)


def _tag(hall: Hall) -> None:
    words = list(Tag.objects.filter(project=hall.project).order_by("pk"))
    for owner, customer in _looked_after(hall):
        if serial(customer) % EVERY == 0:
            chosen = {words[serial(customer) // EVERY % len(words)], words[serial(customer) % len(words)]}
            put_tags(owner, customer, tags=sorted(chosen, key=lambda tag: tag.pk))


def _relate(hall: Hall) -> None:
    for owner, customer in _looked_after(hall):
        if serial(customer) % (EVERY + 3) == 0:
            relation, basis, given = AROUND[serial(customer) % len(AROUND)]
            phone = f"145{serial(customer) % 9000 + 1000:04d}{serial(customer) * 7 % 9000 + 1000:04d}"
            add_related(
                owner, customer, relation=relation, basis=basis, name=f"{customer.name[0]}{given}",
                phone=phone if basis in RelatedPerson.AGREED else "",
            )  # fmt: skip


def _looked_after(hall: Hall) -> list[tuple[User, Customer]]:
    """Open customers of the consultants of this hall."""
    rows = Customer.objects.open().filter(project=hall.project, owner__in=hall.consultants).order_by("pk")
    return [(hall.cast[c.owner.username], c) for c in rows.select_related("owner", "project") if c.owner]
