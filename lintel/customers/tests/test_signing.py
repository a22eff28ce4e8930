"""What visitors sign: kept sealed with the words they saw, shown to whoever sees the consent, and every look remembered."""

from __future__ import annotations

import io
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageDraw

from lintel.customers.actions.consents import give_consent, publish_notice, withdraw_consent
from lintel.customers.models import Consent, Customer, Visit
from lintel.customers.tests.conftest import PHONE
from lintel.platform.attachments.actions import attach_file, remove_attachment
from lintel.platform.attachments.errors import FileRefused
from lintel.platform.attachments.models import Attachment
from lintel.platform.audit.models import Entry
from lintel.platform.kernel.errors import NotPermitted, Refused
from lintel.platform.privacy.cipher import CannotDecrypt
from lintel.platform.privacy.models import Disclosure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.LINTEL_REQUIRE_TOTP = False


def drawn(*strokes: tuple[int, int, int, int], size: tuple[int, int] = (300, 120)) -> bytes:
    picture, out = Image.new("RGB", size, "white"), io.BytesIO()
    for stroke in strokes:
        ImageDraw.Draw(picture).line(stroke, fill="black", width=4)
    picture.save(out, "PNG")
    return out.getvalue()


def signature(data: bytes | None = None, name: str = "signature.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn((20, 90, 250, 30)) if data is None else data, "image/png")


@pytest.mark.clause("3.1.3")
def test_what_was_signed_is_kept_with_the_version_and_the_moment(arrive: Any, on_duty: Any, notice: Any) -> None:
    arrive(how="signed", proof=signature(), notice=notice.version, marketing=True)
    consents = list(Consent.objects.order_by("pk").select_related("evidence"))
    assert {(c.how, c.notice_id, c.evidence_id) for c in consents} == {("signed", notice.pk, consents[0].evidence_id)}
    assert all(c.given_at for c in consents)
    kept = consents[0].evidence
    assert kept is not None
    assert (kept.about, kept.content_type, kept.uploaded_by.username) == (consents[0], "image/png", "he")
    assert Attachment.objects.count() == 1


def test_it_lies_sealed_on_the_disk_and_opens_only_on_its_own_row(arrive: Any, on_duty: Any, notice: Any) -> None:
    arrive(how="signed", proof=signature())
    kept = Attachment.objects.get()
    lying = Path(kept.file.path).read_bytes()
    assert b"PNG" not in lying
    assert kept.opened().startswith(b"\x89PNG")
    kept.about_id += 1
    with pytest.raises(CannotDecrypt):
        kept.opened()


@pytest.mark.clause("3.1.3")
@pytest.mark.parametrize("proof", [None, drawn(), drawn((10, 10, 12, 12))], ids=["none", "an empty sheet", "a dot"])
def test_a_sheet_nobody_signed_is_no_consent(arrive: Any, on_duty: Any, proof: bytes | None) -> None:
    with pytest.raises(Refused) as refused:
        arrive(how="signed", proof=None if proof is None else signature(proof))
    assert (refused.value.rule, refused.value.clause, bool(refused.value.remedy)) == ("G-31", "3.1.3", True)
    assert not Customer.objects.exists()
    assert not Attachment.objects.exists()


def test_only_a_picture_is_a_signature(arrive: Any, on_duty: Any) -> None:
    pdf = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    for data, error in ((pdf, Refused), (b"<svg onload=alert(1)>", FileRefused), (b"", FileRefused)):
        with pytest.raises(error):
            arrive(how="paper", proof=signature(data))
    assert not Visit.objects.exists()


@pytest.mark.clause("3.1.3")
def test_nobody_signs_words_they_did_not_see(cast: Any, arrive: Any, on_duty: Any, notice: Any) -> None:
    publish_notice(cast["liu"], text="新的告知书", effective_on=date(2026, 1, 2))
    with pytest.raises(Refused) as refused:
        arrive(how="signed", proof=signature(), notice=notice.version)
    assert refused.value.rule == "G-32"
    assert not Customer.objects.exists()
    arrive(how="signed", proof=signature(), notice=notice.version + 1)
    assert Consent.objects.get().notice.version == notice.version + 1


@pytest.mark.clause("3.1.3")
def test_words_and_paper_stay_ways_to_agree(arrive: Any, on_duty: Any) -> None:
    assert arrive().customer.consents.get().how == "ticked"
    plain = arrive(how="paper", phone="13800009999").customer.consents.get()
    assert (plain.how, plain.evidence) == ("paper", None)
    photo = arrive(how="paper", phone="13800009998", proof=signature(name="张三.jpg")).customer.consents.get()
    assert photo.evidence is not None
    assert "张三" not in str(list(Entry.objects.values_list("inputs", flat=True)))


def test_who_agreed_before_signs_nothing_again(arrive: Any, on_duty: Any) -> None:
    arrive()
    arrive(how="signed")
    arrive(how="signed", proof=signature())
    assert not Attachment.objects.exists()


def test_who_declines_leaves_nothing(at: Any, notice: Any, on_duty: Any) -> None:
    answer = at("he").post(reverse("customers:reception"), form(how="signed", proof=signature(), anonymous="1"))
    assert answer.status_code == 303
    assert not Attachment.objects.exists()


def form(**values: Any) -> dict[str, Any]:
    typed = {"channel": "walk_in", "party": "1", "phone": PHONE, "name": "张建国", "agreed": "on"}
    return {"_key": str(uuid.uuid4()), **typed, **values}


@pytest.mark.clause("3.1.3")
def test_signing_at_the_desk_and_seeing_it_on_the_customers_page(at: Any, notice: Any, on_duty: Any) -> None:
    desk, typed = at("he"), form(how="signed", notice=notice.version)
    assert desk.post(reverse("customers:reception"), {**typed, "proof": signature()}).status_code == 303
    assert desk.post(reverse("customers:reception"), {**typed, "proof": signature()}).status_code == 303
    consent = Consent.objects.get()
    url = reverse("customers:signature", args=[consent.pk])
    mine = at("wang")
    page = mine.get(consent.customer.get_absolute_url()).content.decode()
    assert "Signed on screen" in page
    assert url in page
    shown = mine.get(url)
    assert "data:image/png;base64," in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    look = Disclosure.objects.get()
    assert (look.actor.username, look.subject_id, look.field) == ("wang", consent.customer_id, "signature")
    assert "Signature" in at("zhou").get(consent.customer.get_absolute_url()).content.decode()


def test_the_signature_reaches_nobody_else(at: Any, cast: Any, arrive: Any, on_duty: Any) -> None:
    consent = arrive(how="signed", proof=signature()).customer.consents.get()
    url = reverse("customers:signature", args=[consent.pk])
    for who in ("he", "zhao", "tang", "feng", "admin"):
        assert at(who).get(url).status_code == 404, who
    for who in ("wang", "he"):
        assert at(who).get(reverse("attachments:download", args=[consent.evidence_id])).status_code == 404, who
    assert {d.actor.username for d in Disclosure.objects.all()} == set()
    with pytest.raises(Refused):
        remove_attachment(
            cast["wang"] if consent.evidence.uploaded_by == cast["wang"] else cast["he"], consent.evidence, reason="x"
        )
    with pytest.raises(NotPermitted):
        attach_file(cast["wang"], about=consent, upload=signature(), kind="customers.consent_proof")


def test_looking_is_limited_like_any_look(at: Any, arrive: Any, on_duty: Any, settings: Any) -> None:
    settings.LINTEL_REVEALS_PER_HOUR = 0
    consent = arrive(how="signed", proof=signature()).customer.consents.get()
    assert at("wang").get(reverse("customers:signature", args=[consent.pk])).status_code == 429


def test_withdrawing_keeps_what_was_signed(cast: Any, arrive: Any, on_duty: Any) -> None:
    customer = arrive(how="signed", proof=signature()).customer
    withdraw_consent(cast["wang"], customer, purpose="service")
    assert Attachment.objects.get().opened()
    give_consent(cast["wang"], customer, purpose="service", how="paper", proof=signature(name="paper.jpg"))
    assert Attachment.objects.count() == 2


def test_what_is_no_signature_is_said_and_what_was_typed_stays(at: Any, notice: Any, on_duty: Any) -> None:
    answer = at("he").post(reverse("customers:reception"), form(how="signed", notice=notice.version))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was signed on the sheet." in page
    assert "G-31" in page
    assert 'value="signed" checked' in page
