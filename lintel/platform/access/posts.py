"""The eight posts of the policy, the duties that can be granted on top, and the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Post:
    code: str
    title: str | Promise
    kind: str
    rank: int = 0


POSTS: dict[str, Post] = {
    p.code: p
    for p in (
        Post("MGR", _("Manager"), "post", 100),
        Post("DM", _("Deputy manager"), "post", 90),
        Post("SS", _("Sales supervisor"), "post", 50),
        Post("SR", _("Sales consultant"), "post", 10),
        Post("PS", _("Planning supervisor"), "post", 50),
        Post("PC", _("Planning specialist"), "post", 10),
        Post("CS", _("Customer service supervisor"), "post", 50),
        Post("CR", _("Customer service specialist"), "post", 10),
        Post("FIN", _("Cashier"), "duty"),
        Post("LEG", _("Contract reviewer"), "duty"),
        Post("PO", _("Privacy officer"), "duty"),
        Post("ATT", _("Attendance keeper"), "duty"),
        Post("SUP", _("Supplies keeper"), "duty"),
        Post("DOC", _("Document keeper"), "duty"),
        Post("SYS", _("Administrator"), "system"),
    )
}

#: Everybody holding one of the eight posts, for tables of default grants.
EVERY_POST = "MGR DM SS SR PS PC CS CR"
