"""Compiles every catalogue (.po) beside its .mo, with polib, because system gettext is not everywhere."""

from __future__ import annotations

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_messages(root: Path = ROOT) -> int:
    """Compile the catalogues whose .mo is missing or older than its .po. Returns how many were compiled."""
    compiled = 0
    for source in sorted((root / "lintel").glob("**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)  # at once, so that a running server never reads half a file
        compiled += 1
    return compiled


if __name__ == "__main__":
    print(f"  {compile_messages()} catalogues compiled")
