"""One spelling for each piece of personal data, so that equal things are found equal.

Every function takes what people type or paste and returns the stored spelling, or raises ``ValidationError``
with a sentence for the person at the counter.
"""

import datetime
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK_DIGITS = "10X98765432"


def plain(text: str) -> str:
    """Full-width digits and letters made narrow; spaces, dashes and invisible characters taken out."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(c for c in narrow if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Pd"))


def phone(text: str) -> str:
    """E.164 digits without the plus: ``１３８ 0000-1234`` → ``8613800001234``. No country code means mainland."""
    typed = plain(text)
    if "E+" in typed.upper():
        raise ValidationError(_("The spreadsheet shortened this phone number. Set the column to text first."))
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        raise ValidationError(_("This is not a phone number. Enter 11 digits, or + and the country code.")) from None
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("No phone can have this number. Check that no digit is missing or doubled."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).lstrip("+")


def show_phone(digits: str) -> str:
    """As people say it: mainland numbers without the country code, others with a plus."""
    if digits.startswith("861") and len(digits) == 13:
        return digits[2:]
    return f"+{digits}"


def id_number(text: str) -> str:
    """The 18 characters of a resident identity number, checked: digits, birthday, check digit."""
    typed = plain(text).upper()
    if "E+" in typed:
        raise ValidationError(_("The spreadsheet lost digits of this ID number. Set the column to text first."))
    if len(typed) == 15 and typed.isdigit():
        raise ValidationError(_("15-digit ID numbers are no longer valid. Enter the 18-digit number on the new card."))
    if len(typed) != 18 or not typed[:17].isascii() or not typed[:17].isdigit():
        raise ValidationError(_("An ID number has 18 characters: 17 digits and a digit or X."))
    try:
        datetime.date(int(typed[6:10]), int(typed[10:12]), int(typed[12:14]))
    except ValueError:
        raise ValidationError(_("The birthday inside this ID number does not exist.")) from None
    if typed[17] != check_digit(typed[:17]):
        raise ValidationError(_("The last character does not fit the others: one digit of this ID number is wrong."))
    return typed


def check_digit(first17: str) -> str:
    """The 18th character that belongs to 17 digits (GB 11643)."""
    return ID_CHECK_DIGITS[sum(int(d) * w for d, w in zip(first17, ID_WEIGHTS, strict=True)) % 11]


def document(text: str) -> str:
    """Passport, travel permit and the like: 5 to 20 capitals and digits. Resident ID numbers are checked fully."""
    typed = plain(text).upper()
    if len(typed) == 18 and typed[:17].isdigit():
        return id_number(typed)
    bare = typed.replace("(", "").replace(")", "")
    if not (5 <= len(bare) <= 20 and bare.isascii() and bare.isalnum()):
        raise ValidationError(_("A document number has 5 to 20 letters and digits."))
    return bare


def bank_account(text: str) -> str:
    """8 to 32 digits."""
    typed = plain(text)
    if "E+" in typed.upper():
        raise ValidationError(_("The spreadsheet shortened this account number. Set the column to text first."))
    if not (8 <= len(typed) <= 32 and typed.isascii() and typed.isdigit()):
        raise ValidationError(_("A bank account number has 8 to 32 digits."))
    return typed


def free_text(text: str) -> str:
    """Text as it was typed."""
    return text


CANONICAL = {
    "phone": phone,
    "id_number": id_number,
    "document": document,
    "bank_account": bank_account,
    "name": free_text,
    "address": free_text,
    "text": free_text,
}
