"""What a deed of the trail is called when no button does it: work of the program, and what follows from a decision."""

from __future__ import annotations

from django.utils.functional import Promise

_named: dict[str, str | Promise] = {}


def name_deed(deed: str, words: str | Promise) -> None:
    """Give ``deed`` the words it has in the trail."""
    _named[deed] = words


def deed_named(deed: str) -> str:
    """The words of ``deed``, empty when nobody gave it any."""
    return str(_named.get(deed, ""))
