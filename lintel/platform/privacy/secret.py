"""A piece of personal data in Python: it prints as its mask, and gives its text only when asked by name."""

from collections.abc import Callable
from typing import Any

from lintel.platform.privacy.canonical import show_phone
from lintel.platform.privacy.masks import MASKS


class Secret(str):
    """A string whose characters *are* the mask, so templates, logs, JSON and f-strings cannot leak by accident.

    ``reveal()`` gives the text people read; ``canonical`` the stored spelling. Two secrets are equal when
    their texts are, not when their masks are.
    """

    __slots__ = ("_kind", "_text")
    _kind: str
    _text: str

    def __new__(cls, text: str, kind: str = "text", *, masked: bool = True) -> "Secret":
        secret = super().__new__(cls, MASKS[kind](text) if masked else "****")
        secret._text, secret._kind = text, kind
        return secret

    def reveal(self) -> str:
        """The plain text as people write it. Every caller must have logged why (see ``disclosures.reveal``)."""
        return show_phone(self._text) if self._kind == "phone" else self._text

    @property
    def canonical(self) -> str:
        """The stored spelling, for comparing and indexing."""
        return self._text

    @property
    def kind(self) -> str:
        return self._kind

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Secret):
            return self._text == other._text and self._kind == other._kind
        return isinstance(other, str) and other in (self._text, self.reveal())

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self._kind, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)

    def __str__(self) -> str:
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"<Secret {str.__str__(self)}>"

    def __format__(self, spec: str) -> str:
        return format(str.__str__(self), spec)

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Secret":
        return self

    def __reduce_ex__(self, protocol: Any) -> tuple[Callable[[str], str], tuple[str]]:
        """Pickled (into a cache, a queue) it is only its mask."""
        return str, ("".join(str.__iter__(self)),)


class Sealed(bytes):
    """An encrypted value as it lies in the row; without its row it cannot be opened."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__
