"""Buyers as they are entered: names, documents, shares, and whether they are of age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused
from lintel.platform.privacy import canonical
from lintel.sales import figures
from lintel.sales.models import Buyer

HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One line of the form. ``born`` is only asked for documents that do not say it."""

    name: str
    id_number: str
    share: Decimal = HUNDRED
    document: str = Buyer.Document.ID_CARD
    phone: str = ""
    guardian: str = ""
    born: date | None = None

    def __repr__(self) -> str:
        return f"<Person {self.share}%>"

    def reveal(self) -> dict[str, Any]:
        """Plain content, for the keyed fingerprint of a form; never stored or logged."""
        return {k: str(v) for k, v in asdict(self).items()}

    @property
    def born_on(self) -> date | None:
        """The birthday: as typed, or as the identity number says."""
        if self.document != Buyer.Document.ID_CARD:
            return self.born
        digits = canonical.id_number(self.id_number)
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))

    def age_on(self, day: date) -> int | None:
        """Full years, None when nobody entered the birthday."""
        born = self.born_on
        if born is None:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def checked(people: Sequence[Person]) -> list[Buyer]:
    """The unsaved buyers. Raises ``Refused`` for too many, shares that do not sum to 100, one person twice, a minor
    without guardian; ``ValidationError`` for a document or phone that cannot exist."""
    if not 1 <= len(people) <= figures.MOST_BUYERS:
        raise Refused(_("A reservation has one to %(most)d buyers.") % {"most": figures.MOST_BUYERS}, clause="3.4.1")
    total = sum((p.share for p in people), Decimal(0))
    if total != HUNDRED:
        raise Refused(
            _("The shares sum to %(total)s %%, not to 100 %%.") % {"total": total},
            clause="3.4.1",
            remedy=_("Correct the shares of the buyers."),
        )
    numbers = [canonical.document(p.id_number) for p in people]
    if len(set(numbers)) < len(numbers):
        raise Refused(_("The same person is entered twice."), clause="3.4.1", remedy=_("Check the document numbers."))
    return [_buyer(place, person) for place, person in enumerate(people, start=1)]


def _buyer(place: int, person: Person) -> Buyer:
    if not person.name.strip():
        raise ValidationError(_("Every buyer has a name."))
    age = person.age_on(clock.today())
    minor = age is not None and age < figures.ADULT
    if minor and not person.guardian.strip():
        raise Refused(
            _("Buyer %(place)d is under age: a guardian must act.") % {"place": place}, rule="G-36", clause="3.4.1",
            remedy=_("Enter the guardian, who signs and consents to the use of the child's data."),
        )  # fmt: skip
    buyer = Buyer(
        place=place,
        name=person.name.strip(),
        document=person.document,
        share=person.share,
        minor=minor,
        guardian=person.guardian.strip(),
    )
    buyer.id_number = (
        canonical.id_number(person.id_number) if person.document == Buyer.Document.ID_CARD else person.id_number
    )
    buyer.phone = person.phone or None
    return buyer
