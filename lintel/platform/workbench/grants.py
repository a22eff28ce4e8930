"""Everybody may keep views of their own; sharing one with others is for supervisors and above."""

from __future__ import annotations

from lintel.platform.access.defaults import ALL, OWN, default_grants
from lintel.platform.access.posts import EVERY_POST

EVERYBODY = f"{EVERY_POST} FIN LEG PO ATT SUP DOC SYS"

default_grants(
    {
        "workbench.view_savedview": {OWN: EVERYBODY},
        "workbench.save_view": {OWN: EVERYBODY},
        "workbench.change_view": {OWN: EVERYBODY},
        "workbench.forget_view": {OWN: EVERYBODY},
        "workbench.view_bulkrun": {OWN: EVERYBODY},
        "workbench.start_bulk": {OWN: EVERYBODY},
        "workbench.share_view": {ALL: "MGR DM SS PS CS"},
    }
)
