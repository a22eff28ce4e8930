"""Bringing a catalogue up to date with the messages its area uses, and deriving 繁體 from 简体."""

from collections.abc import Iterable

import polib

from .areas import DERIVED_LANGUAGE, SOURCE_LANGUAGE, Area, areas, read, text_of
from .extract import Found, Key, placeholders
from .hant import to_hant

Translations = dict[tuple[str, str], str]


def key_of(entry: polib.POEntry) -> Key:
    """Return which message a catalogue entry translates."""
    return Key(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def translation_of(entry: polib.POEntry) -> str:
    """Return the one Chinese form of an entry (Chinese has no plural)."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def known_translations(elsewhere: Iterable[Area] | None = None) -> Translations:
    """Return what other catalogues already say for (msgid, context), so that nobody translates a word twice."""
    known: Translations = {}
    for area in areas() if elsewhere is None else elsewhere:
        for entry in read(area.catalogue(SOURCE_LANGUAGE)):
            if translation_of(entry) and not entry.fuzzy and not entry.obsolete:
                known.setdefault((entry.msgid, entry.msgctxt or ""), translation_of(entry))
    return known


def merged(area: Area, found: Found, known: Translations) -> str:
    """Return the text of the area's 简体 catalogue: kept translations, new messages, nothing that vanished."""
    old = {key_of(entry): entry for entry in read(area.catalogue(SOURCE_LANGUAGE)) if not entry.obsolete}
    entries = []
    for key, used_in in found.used_in.items():
        before = old.get(key)
        said = translation_of(before) if before else ""
        fuzzy = bool(before and before.fuzzy)
        entry = make_entry(key, used_in, said or known.get((key.msgid, key.context), ""), fuzzy=fuzzy)
        if before is not None:
            entry.tcomment = before.tcomment
        entries.append(entry)
    return text_of(entries, SOURCE_LANGUAGE)


def make_entry(key: Key, used_in: Iterable[str], said: str, *, fuzzy: bool = False) -> polib.POEntry:
    """Build one entry; files are named without line numbers, which would change with every edit."""
    flags = ["fuzzy"] if fuzzy else []
    if any(name.startswith("%") for name in placeholders(key.msgid)):
        flags.append("python-format")
    entry = polib.POEntry(
        msgid=key.msgid,
        msgctxt=key.context or None,
        occurrences=[(path, "") for path in sorted(used_in)],
        flags=flags,
    )
    if key.plural:
        entry.msgid_plural, entry.msgstr_plural = key.plural, {0: said}
    else:
        entry.msgstr = said
    return entry


def derived(area: Area) -> str:
    """Return the text of the area's 繁體 catalogue as it follows from its 简体 catalogue."""
    entries = []
    for entry in read(area.catalogue(SOURCE_LANGUAGE)):
        if not entry.obsolete:
            used_in = [path for path, _line in entry.occurrences]
            entries.append(make_entry(key_of(entry), used_in, to_hant(translation_of(entry)), fuzzy=entry.fuzzy))
    return text_of(entries, DERIVED_LANGUAGE)
