"""Whoever sees a row may open its files; putting them there and taking one's own away is everybody's daily work."""

from lintel.platform.access.defaults import ALL, DEPARTMENT, OWN, TEAM, default_grants

DUTIES = "FIN LEG PO ATT SUP DOC"

default_grants(
    {
        "attachments.view_attachment": {OWN: f"SR PC CR {DUTIES}", TEAM: "SS PS CS", DEPARTMENT: "DM MGR"},
        "attachments.attach_file": {ALL: f"SR PC CR SS PS CS DM MGR {DUTIES}"},
        "attachments.remove_attachment": {OWN: f"SR PC CR {DUTIES}", TEAM: "SS PS CS", DEPARTMENT: "DM MGR"},
    }
)
