"""How a file is refused."""

from __future__ import annotations

from lintel.platform.kernel.errors import Refused


class FileRefused(Refused):
    """The file is not of a kind, size or make that is kept."""
