"""Short texts that exist in the three languages of the house."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """One text in 简体, 繁體 and English; ``str()`` speaks the language of the present request."""

    hans: str
    hant: str
    en: str

    def say(self, language: str | None = None) -> str:
        """Return the text in a Django language code; any Chinese that is not traditional is 简体, as is the default."""
        code = (language or get_language() or "zh-hans").lower()
        if code in {"zh-hant", "zh-tw", "zh-hk", "zh-mo"}:
            return self.hant
        return self.en if code.startswith("en") else self.hans

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter (``"3"``), a section (``"3.4"``) or, in 2.2, a post's own part (``"2.2.4"``)."""

    number: str
    title: Words


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered sentence of the policy; ``roles`` are the codes of the posts and duties it gives work to."""

    number: str
    title: Words
    roles: tuple[str, ...]

    @classmethod
    def row(cls, number: str, roles: str, hans: str, hant: str, en: str) -> Clause:
        """Build one line of the table; ``roles`` are codes with spaces between."""
        return cls(number, Words(hans, hant, en), tuple(roles.split()))

    @property
    def chapter(self) -> str:
        return self.number.split(".", 1)[0]

    @property
    def section(self) -> str:
        """The number of the heading it stands under: ``"3.4"`` for 3.4.1, ``"2.2.4"`` for 2.2.4.5, ``"1"`` for 1.1."""
        return self.number.rsplit(".", 1)[0]

    @property
    def order(self) -> tuple[int, ...]:
        return number_order(self.number)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class LegalRule:
    """A rule of law that the software keeps: G-06. ``severity`` holds block, warn, record."""

    number: str
    title: Words
    source: Words
    severity: tuple[str, ...]
    clauses: tuple[str, ...]

    @classmethod
    def row(cls, number: str, severity: str, clauses: str, title: Words, source: Words) -> LegalRule:
        """Build one line of the table; ``severity`` and ``clauses`` have spaces between their words."""
        return cls(number, title, source, tuple(severity.split()), tuple(clauses.split()))

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


def number_order(number: str) -> tuple[int, ...]:
    """Sort key of a clause number: 2.2.10 comes after 2.2.9."""
    return tuple(int(part) for part in number.split("."))
