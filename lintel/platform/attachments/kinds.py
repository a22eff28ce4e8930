"""What files are for. Areas declare kinds, and may ask for a permission of its own to open one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class AttachmentKind:
    """``permission`` is needed on top of seeing the row itself; empty means none.

    ``sealed`` files lie encrypted on the disk, bound to their row, and are handed out by the screen of the area alone,
    which remembers who looked; they are no downloads.
    """

    code: str
    label: str | Promise
    permission: str = ""
    sealed: bool = False


kinds: dict[str, AttachmentKind] = {"": AttachmentKind("", _("File"))}


def attachment_kind(code: str, label: str | Promise, *, permission: str = "", sealed: bool = False) -> AttachmentKind:
    """Declare a kind of file, such as ``inventory.permit_scan``."""
    kinds[code] = AttachmentKind(code, label, permission, sealed)
    return kinds[code]
