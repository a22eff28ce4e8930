"""Model fields that keep personal data encrypted in the row and findable by a keyed blind index.

    class Customer(PersonalRecord):
        phone = EncryptedField(_("phone"), kind="phone", domain="customer.phone")

adds the columns ``phone`` (cipher), ``phone_bidx``, ``phone_last4`` and ``phone_f3l4``. ``row.phone`` is a ``Secret``:
it prints masked, ``row.phone.reveal()`` gives the text. Look up with ``matching(Customer, "phone", text)``.
"""

from typing import Any, cast

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.query_utils import DeferredAttribute

from lintel.platform.privacy import cipher
from lintel.platform.privacy.canonical import CANONICAL, plain
from lintel.platform.privacy.secret import Sealed, Secret

# Which index columns a kind gets, by the last part of their name.
COMPANIONS: dict[str, tuple[str, ...]] = {
    "phone": ("bidx", "last4", "f3l4"),
    "id_number": ("bidx", "last4"),
    "document": ("bidx", "last4"),
    "bank_account": ("bidx", "last4"),
    "name": (),
    "address": (),
    "text": (),
}
INDEX_HEX = {"bidx": 32, "last4": 16, "f3l4": 16}


class EncryptedField(models.BinaryField):
    """Personal data of one ``kind``, encrypted in the row (AES-256-GCM, bound to this row and field).

    ``domain`` names the blind index; give two fields the same domain when their values must be comparable
    (a buyer's phone with a customer's). It must never change once rows exist.
    """

    personal = True
    """The trail records that it changed, never its value."""

    # What mypy's Django plugin reads: rows give a Secret, and take text, a Secret, or what came from the database.
    _pyi_private_set_type: "str | Secret | Sealed | Combinable"
    _pyi_private_get_type: "Secret"  # type: ignore[assignment]

    def __init__(
        self, *args: Any, kind: str = "text", domain: str = "", companions: bool = True, **kwargs: Any
    ) -> None:
        self.kind, self.domain, self.companions = kind, domain, companions
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)
        self.empty_values = [None, "", b""]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"kind": self.kind, "companions": False, "editable": self.editable}
        if self.domain:
            kwargs["domain"] = self.domain
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Access(self))
        if self.companions:
            for part in COMPANIONS[self.kind]:
                column = f"{name}_{part}"
                if column not in cls.__dict__:
                    _Companion(part, source=self.name).contribute_to_class(cls, column)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not hasattr(self.model, "uid"):
            hint = "Derive the model from kernel's PersonalRecord: values are bound to its uid."
            found.append(checks.Error("An encrypted field needs a uid.", hint=hint, obj=self, id="privacy.E001"))
        return found

    # What the row holds

    def context(self, row: models.Model) -> str:
        """What the cipher is bound to: this field of this row."""
        return f"{self.model._meta.label}.{self.attname}|{row.uid}"  # type: ignore[attr-defined]

    @property
    def followers(self) -> tuple[str, ...]:
        """The index columns that must be written whenever this one is."""
        return tuple(f"{self.name}_{part}" for part in COMPANIONS[self.kind])

    @property
    def index_domain(self) -> str:
        return self.domain or f"{self.model._meta.label_lower}.{self.attname}"

    def open(self, row: models.Model, sealed: bytes) -> Secret:
        """The secret in ``sealed``, which must have been written for ``row``."""
        return Secret(cipher.decrypt(sealed, self.context(row)), self.kind)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Secret):
            model_instance.__dict__.update(self.indexes_of(held))
            model_instance.__dict__[self.attname] = Sealed(cipher.encrypt(held.canonical, self.context(model_instance)))
        return model_instance.__dict__.get(self.attname)

    def indexes_of(self, secret: Secret | None) -> dict[str, str | None]:
        """The companion columns' values for ``secret``."""
        return {f"{self.attname}_{part}": self._index(part, secret) for part in COMPANIONS[self.kind]}

    def _index(self, part: str, secret: Secret | None) -> str | None:
        if not secret:
            return None
        value = secret.canonical
        if part == "bidx":
            return cipher.blind_index(self.index_domain, value)
        if part == "last4":
            return cipher.last4_index(self.index_domain, value)
        return cipher.first3_last4_index(self.index_domain, secret.reveal()[:3], value[-4:])

    # In and out of the database, forms and serializers

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.name} is encrypted: save it through its row, look it up with matching().")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def to_python(self, value: Any) -> Any:
        if value in (None, "", b"") or isinstance(value, Secret | Sealed):
            return value or None
        return self.secret(str(value))

    def secret(self, text: str) -> Secret:
        """``text`` in its canonical spelling; ValidationError when it cannot be one."""
        return Secret(CANONICAL[self.kind](text), self.kind)

    def get_default(self) -> Any:
        default = super().get_default()
        return default or None

    def value_to_string(self, obj: models.Model) -> str:
        return str(getattr(obj, self.attname) or "")

    def formfield(self, **kwargs: Any) -> Any:
        options: dict[str, Any] = {
            "form_class": EncryptedFormField,
            "kind": self.kind,
            "required": not self.blank,
            "label": self.verbose_name,
            "help_text": self.help_text,
        }
        options.update(kwargs)
        form_class = cast("type[forms.Field]", options.pop("form_class"))
        return form_class(**options)

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        """A form sent back with the mask untouched keeps the stored value."""
        if data is not UNTOUCHED:
            setattr(instance, self.attname, data)


class _Untouched:
    def __repr__(self) -> str:
        return "<untouched>"


UNTOUCHED: Any = _Untouched()


class EncryptedFormField(forms.CharField):
    """Takes a new value, or the mask sent back unchanged; cleans to a ``Secret``, or to UNTOUCHED."""

    def __init__(self, *, kind: str = "text", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = (value or "").strip()
        if "**" in text:
            return UNTOUCHED
        if not text:
            return super().clean("") or None
        return Secret(CANONICAL[self.kind](super().clean(text)), self.kind)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return "**" not in (data or "") and not (initial in (None, "") and not data)


class _Access:
    """``row.phone``: opens the stored value with the row's own uid; takes new text."""

    def __init__(self, field: EncryptedField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        held = row.__dict__[name]
        return self.field.open(row, held) if isinstance(held, Sealed) else held

    def __set__(self, row: models.Model, value: Any) -> None:
        if value is UNTOUCHED:
            return
        if isinstance(value, Sealed):
            row.__dict__[self.field.attname] = value
            return
        held = self._secret(value)
        row.__dict__[self.field.attname] = held
        for column, index in self.field.indexes_of(held).items():
            setattr(row, column, index)

    def _secret(self, value: Any) -> Secret | None:
        if value in (None, "", b""):
            return None
        if isinstance(value, Secret):
            return value if value.kind == self.field.kind else self.field.secret(value.reveal())
        if not isinstance(value, str):
            raise TypeError(f"{self.field.name} takes text.")
        return self.field.secret(value)


class _Companion(models.CharField):
    """An index column beside an encrypted one; set whenever that one is given a new value."""

    personal = True

    def __init__(self, part: str = "bidx", *, source: str = "", **kwargs: Any) -> None:
        self.part, self.source = part, source
        options: dict[str, Any] = {"null": True, "blank": True, "default": None, "editable": False, "db_index": True}
        super().__init__(max_length=INDEX_HEX[part], **options)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> "_Companion":
        return _Companion(self.part, source=self.source)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _IndexAccess(self))


class _IndexAccess(DeferredAttribute):
    """``row.phone_bidx``: right at once when the phone has just been given, before anything is saved."""

    field: _Companion

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        held = row.__dict__.get(self.field.source) if row is not None else None
        if row is not None and isinstance(held, Secret):
            return encrypted_field(type(row), self.field.source).indexes_of(held)[self.field.attname]
        return super().__get__(row, owner)

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


def encrypted_fields(model: type[models.Model]) -> list[EncryptedField]:
    """The encrypted fields of ``model``."""
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]


def encrypted_field(model: type[models.Model], name: str) -> EncryptedField:
    """The encrypted field called ``name``; TypeError when it is another kind of field."""
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedField):
        raise TypeError(f"{model._meta.label}.{name} is not an encrypted field.")
    return field


def matching(model: type[models.Model], name: str, text: str, prefix: str = "") -> Q:
    """The condition under which ``model.name`` is ``text``.

    ``text`` is a full number, its last four characters, or - for phones - the first three and last four with the
    middle hidden (``138****1234``). Anything else matches nothing. ``prefix`` ("customer__") looks through a relation.
    """
    field = encrypted_field(model, name)
    typed = plain(text).upper()
    column, domain = f"{prefix}{name}", field.index_domain
    if "*" in typed:
        first3, last4 = typed.split("*", 1)[0], typed.rsplit("*", 1)[1]
        if field.kind == "phone" and len(first3) == 3 and len(last4) == 4:
            return Q(**{f"{column}_f3l4": cipher.first3_last4_index(domain, first3, last4)})
        typed = last4
    if len(typed) == 4 and "last4" in COMPANIONS[field.kind]:
        return Q(**{f"{column}_last4": cipher.last4_index(domain, typed)})
    try:
        value = field.secret(text).canonical
    except ValidationError:
        return Q(pk__in=[])
    return Q(**{f"{column}_bidx": cipher.blind_index(domain, value)})
