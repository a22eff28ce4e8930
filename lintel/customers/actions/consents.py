"""What customers agreed to, under which notice, and taking it back as easily (G-31, G-32, G-34)."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lintel.customers.models import Consent, Customer, NoticeVersion
from lintel.customers.ownership import record_consent
from lintel.customers.signing import Signing
from lintel.platform.actions.door import action
from lintel.platform.actions.many import lock, save_many
from lintel.platform.directory.models import User
from lintel.platform.kernel import clock
from lintel.platform.kernel.errors import Refused

Purpose = Consent.Purpose


@action(NoticeVersion, _("Publish a privacy notice"), creates=True, clause="3.1.3")
def publish_notice(actor: User, *, text: str, effective_on: date) -> NoticeVersion:
    """A new version; what was published before stays as it was and says what earlier customers agreed to."""
    last = NoticeVersion.objects.order_by("-version").values_list("version", flat=True).first() or 0
    return NoticeVersion.objects.create(version=last + 1, text=text, effective_on=effective_on)


@action(
    Customer,
    _("Record consent"),
    when=lambda c: c.merged_into_id is None,
    clause="3.1.3",
    personal=("proof",),
    labels={"proof": _("Photo of the signed paper")},
)
def give_consent(
    actor: User,
    customer: Customer,
    *,
    purpose: Purpose,
    how: Consent.How = Consent.How.TICKED,
    proof: UploadedFile | None = None,
) -> None:
    """One purpose at a time; a new purpose always needs a new consent. ``proof`` is a photo of the signed paper."""
    record_consent(actor, customer, [purpose], how, Signing(proof))
    if purpose == Purpose.MARKETING:
        customer.marketing_refused = False


@action(Customer, _("Withdraw consent"), when=lambda c: c.merged_into_id is None, clause="3.1.3")
def withdraw_consent(actor: User, customer: Customer, *, purpose: Purpose) -> None:
    """Effective at once. Without consent to service contact only what a deal needs is kept: the privacy officer decides on erasure."""
    standing = lock(Consent.objects.filter(customer=customer, purpose=purpose, withdrawn_at__isnull=True))
    if not standing:
        raise Refused(
            _("There is no such consent to withdraw."), rule="G-34", remedy=_("Look at the list of consents.")
        )
    for consent in standing:
        consent.withdrawn_at = clock.now()
    save_many(actor, "customers.withdraw_consent", standing, ["withdrawn_at"], {}, clause="3.1.3")
    if purpose == Purpose.MARKETING:
        customer.marketing_refused = True


@action(
    Customer,
    _("Refuses marketing"),
    when=lambda c: not c.marketing_refused and c.merged_into_id is None,
    clause="3.2.1",
)
def refuse_marketing(actor: User, customer: Customer) -> None:
    """One tap: no advertising to this customer from this moment, in lists and copy buttons alike (G-34)."""
    customer.marketing_refused = True
    standing = lock(Consent.objects.filter(customer=customer, purpose=Purpose.MARKETING, withdrawn_at__isnull=True))
    for consent in standing:
        consent.withdrawn_at = clock.now()
    save_many(actor, "customers.refuse_marketing", standing, ["withdrawn_at"], {}, clause="3.2.1")
