"""What the home page shows of announcements: what holds today, the unread marked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lintel.office import queries
from lintel.platform.access.posts import POSTS
from lintel.platform.workbench.widgets import widget

SHOWN = 5


def announcements(user: Any) -> dict[str, Any] | None:
    """The newest few; no card when nothing holds today."""
    rows = list(queries.on_the_board(user)[:SHOWN])
    return {"rows": rows, "more_url": reverse("office:announcement-list") + "?now=true"} if rows else None


widget(
    " ".join(POSTS), name="announcements", title=_("Announcements"), template="office/_board.html", context=announcements, order=15,
    permission="office.view_announcement",
)  # fmt: skip
