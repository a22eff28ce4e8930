"""What the software says and keeps: the message with its values, so that whoever reads it later reads it in their own language.

A text is *kept* in a JSON column. What a person typed is a plain string and stays as it was typed; what the software says is
``{"say": message, "with": values}``, and is translated when it is shown. Values may be kept texts themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

Words = str | Promise
Kept = str | dict[str, Any]

#: By other names, because what they are given here is no literal that could be collected.
_PLAIN, _IN_CONTEXT = gettext, pgettext


BETWEEN = pgettext_lazy("between things of a list", ", ")
"""The mark between things of a list, in the reader's language."""


def listed(things: Iterable[object]) -> str:
    """Several names or numbers one after the other, with the mark of the reader's language between them: ``甲、乙`` or ``A, B``."""
    return str(BETWEEN).join(str(one) for one in things)


def kept(words: Words | Kept, values: Mapping[str, Any] | None = None) -> Kept:
    """``words`` as they are kept. Only a lazy message can be translated later; a string stays what it is.

    Values must not name customers: they are kept in plain.
    """
    if isinstance(words, dict):
        return words
    if isinstance(words, Promise) and (said := _message(words)):
        return said | ({"with": {name: _value(value) for name, value in values.items()}} if values else {})
    return str(words) % values if values else str(words)


def spoken(text: Kept) -> str:
    """A kept text in the language of whoever reads it now."""
    if isinstance(text, str):
        return text
    message = _IN_CONTEXT(text["of"], text["say"]) if "of" in text else _PLAIN(text["say"])
    values = text.get("with")
    if not values:
        return message
    return message % {name: spoken(value) if isinstance(value, dict) else value for name, value in values.items()}


def _message(words: Promise) -> dict[str, Any]:
    """The message behind a lazy text, taken from what it would be pickled as; nothing for texts put together at the last moment."""
    function, arguments, _named = words.__reduce__()[1][:3]  # type: ignore[misc]
    if function is gettext and arguments[0]:
        return {"say": arguments[0]}
    return {"of": arguments[0], "say": arguments[1]} if function is pgettext else {}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return kept(value) if isinstance(value, Promise | dict) else str(value)
