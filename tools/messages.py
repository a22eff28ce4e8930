"""The message catalogues, from the command line; needs no gettext programs.

    python tools/messages.py extract [area …]   collect messages into <area>/locale/zh_Hans/LC_MESSAGES/django.po
    python tools/messages.py hant [area …]      derive 繁體 (zh_Hant) from 简体
    python tools/messages.py check [area …]     say what is missing, stale, mismatched or untranslated; exit 1 if any
    python tools/messages.py compile            make the .mo files Django reads (not kept in the repository)
    python tools/messages.py todo [area …]      print the untranslated messages, one a line

An area is a folder of lintel/ or lintel/platform/: ``inventory``, ``workbench``. None named means all of them.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from catalogues.areas import DERIVED_LANGUAGE, PACKAGE, SOURCE_LANGUAGE, Area, areas, read, write
from catalogues.check import clashes, problems_of
from catalogues.extract import messages_of
from catalogues.merge import derived, known_translations, merged, translation_of


def extract(chosen: list[Area]) -> int:
    """Bring the 简体 catalogues up to date; words already translated elsewhere are filled in."""
    known = known_translations()
    failed = 0
    for area in chosen:
        found = messages_of(area)
        for problem in found.problems:
            print(problem, file=sys.stderr)
            failed = 1
        path = area.catalogue(SOURCE_LANGUAGE)
        if not found.used_in:
            path.unlink(missing_ok=True)
            continue
        write(path, merged(area, found, known))
        open_entries = sum(not translation_of(entry) for entry in read(path))
        print(f"{area.name}: {len(found.used_in)} messages, {open_entries} to translate")
    return failed


def hant(chosen: list[Area]) -> int:
    """Derive the 繁體 catalogues."""
    for area in chosen:
        if not area.catalogue(SOURCE_LANGUAGE).exists():
            area.catalogue(DERIVED_LANGUAGE).unlink(missing_ok=True)
        elif write(area.catalogue(DERIVED_LANGUAGE), derived(area)):
            print(f"{area.name}: 繁體 written")
    return 0


def check(chosen: list[Area]) -> int:
    """Print every problem; words that clash between areas are looked for in all of them."""
    problems = [problem for area in chosen for problem in problems_of(area)]
    problems += clashes(areas())
    for problem in problems:
        print(problem)
    print(f"Messages: {len(problems)} problem(s)." if problems else "Messages: complete in 简体 and 繁體.")
    return 1 if problems else 0


def compile_all(_chosen: list[Area]) -> int:
    """Write a .mo beside every .po whose content is newer; untouched ones are left alone."""
    count = 0
    for path in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            read(path).save_as_mofile(str(target))
            count += 1
    print(f"Messages: {count} catalogue(s) compiled.")
    return 0


def todo(chosen: list[Area]) -> int:
    """Print what still needs a translator."""
    for area in chosen:
        for entry in read(area.catalogue(SOURCE_LANGUAGE)):
            if not translation_of(entry):
                print(f"{area.name}\t{entry.msgctxt or ''}\t{entry.msgid!r}")
    return 0


COMMANDS: dict[str, Callable[[list[Area]], int]] = {
    "extract": extract,
    "hant": hant,
    "check": check,
    "compile": compile_all,
    "todo": todo,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("areas", nargs="*", metavar="area")
    given = parser.parse_args(arguments)
    return COMMANDS[given.command](areas(given.areas))


if __name__ == "__main__":
    sys.exit(main())
