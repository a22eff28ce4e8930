"""How much of a stranger's file we are willing to look at."""

import json
from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file and on the child process that reads it. Sizes in bytes, times in seconds."""

    packed: int = 20 * MIB
    unpacked: int = 200 * MIB
    ratio: int = 100
    """Unpacked over packed; real workbooks reach 14."""
    members: int = 200
    rows: int = 100_000
    """Data rows in one sheet, headings and totals not counted."""
    columns: int = 100
    cell: int = 2_000
    """Characters in one cell."""
    sheets: int = 50
    memory: int = 1_536 * MIB
    cpu: int = 60
    wall: int = 75
    output: int = 512 * MIB

    def as_json(self) -> str:
        """For the command line of the child process."""
        return json.dumps(asdict(self))


MARGIN = 60
"""Rows beyond ``Limits.rows`` that may be titles, headings, notes and totals."""
ERRORS_KEPT = 1_000
"""Error cells listed per sheet."""
