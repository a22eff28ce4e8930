"""What a customer signs at the desk: on the sheet of a phone, or on paper that is photographed (G-31, G-32)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Consent, NoticeVersion
from lintel.platform.attachments.checking import Checked, check
from lintel.platform.attachments.kinds import attachment_kind
from lintel.platform.attachments.pictures import is_blank
from lintel.platform.kernel.errors import Refused

CONSENT_PROOF = attachment_kind("customers.consent_proof", _("Signature under a consent"), sealed=True).code


@dataclass(frozen=True)
class Signing:
    """``proof`` is the picture that came with the form; ``notice`` the version that was on the page (0: not said)."""

    proof: Any = None
    notice: int = 0

    def must_be_of(self, notice: NoticeVersion) -> None:
        """Nobody is bound by words they did not see. Raises ``Refused`` when another version is in force by now."""
        if self.notice and self.notice != notice.version:
            raise Refused(
                _("A new privacy notice has come into force while this page was open."),
                rule="G-32",
                clause="3.1.3",
                remedy=_("Open the reception again, show the new notice, and ask once more."),
            )

    def checked(self, how: str) -> Checked | None:
        """The picture, cleaned, or None where none is needed. Raises ``Refused`` for a signature that is none."""
        if how not in (Consent.How.SIGNED, Consent.How.PAPER):
            return None
        found = check(self.proof) if self.proof else None
        if found is not None and not found.content_type.startswith("image/"):
            raise Refused(
                _("This is no picture of a signature."),
                rule="G-31",
                clause="3.1.3",
                remedy=_("Take a photo of the signed paper."),
            )
        if how == Consent.How.SIGNED and (found is None or is_blank(found.data)):
            raise Refused(
                _("Nothing was signed on the sheet."),
                rule="G-31",
                clause="3.1.3",
                remedy=_("Let the visitor sign again, or choose how else they agreed."),
            )
        return found


UNSIGNED = Signing()
