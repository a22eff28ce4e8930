"""Labels for inputs that mean the same everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "reason": _("Reason"),
    "note": _("Note"),
    "comment": _("Comment"),
    "until": _("Until"),
    "amount": _("Amount (yuan)"),
    "date": _("Date"),
    "customer": _("Customer"),
    "unit": _("Unit"),
    "project": _("Project"),
    "building": _("Building"),
    "phone": _("Phone"),
    "name": _("Name"),
    "file": _("File"),
    "purpose": _("Purpose"),
    "to": _("To"),
}

#: Inputs that deserve more than one line.
LONG = frozenset({"reason", "note", "comment", "details", "resolution", "text", "remark"})
