"""Who may look at and manage people: everybody knows their colleagues, the administrator keeps the accounts."""

from __future__ import annotations

from lintel.platform.access.defaults import ALL, default_grants
from lintel.platform.access.posts import EVERY_POST

EVERYBODY = f"{EVERY_POST} FIN LEG PO ATT SUP DOC SYS"

default_grants(
    {
        "directory.view_user": {ALL: EVERYBODY},
        "directory.view_department": {ALL: EVERYBODY},
        "directory.add_department": {ALL: "SYS"},
        "directory.change_department": {ALL: "SYS"},
        "organisation.view_accounts": {ALL: "MGR DM SYS"},
        "organisation.add_person": {ALL: "SYS"},
        "organisation.change_person": {ALL: "SYS"},
        "organisation.give_posts": {ALL: "SYS"},
        "organisation.disable_person": {ALL: "SYS"},
        "organisation.enable_person": {ALL: "SYS"},
        "organisation.reset_password": {ALL: "SYS"},
        "access.view_role": {ALL: "MGR DM SYS"},
        "access.view_grant": {ALL: "MGR SYS"},
        "organisation.set_reach": {ALL: "SYS"},
        "organisation.view_figures": {ALL: "MGR DM SS PS CS LEG PO SYS"},
        "organisation.set_figure": {ALL: "MGR"},
        "audit.view_entry": {ALL: "MGR DM PO"},
    }
)
