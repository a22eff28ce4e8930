"""Everybody reads what is addressed to them; supervisors announce to their team, the two managers to their projects."""

from lintel.platform.access.defaults import ALL, OWN, TEAM, default_grants
from lintel.platform.access.posts import POSTS

MANAGERS, SUPERVISORS = "DM MGR", "SS PS CS"
EVERYBODY = " ".join(POSTS)
READERS = " ".join(code for code in POSTS if code not in MANAGERS.split())
WRITERS = {TEAM: SUPERVISORS, ALL: MANAGERS}

default_grants(
    {
        # With the reach of one's own come the announcements addressed to one; the wider reaches are those of writers.
        "office.view_announcement": {OWN: READERS, ALL: MANAGERS},
        "office.view_receipt": {OWN: READERS, ALL: MANAGERS},
        "office.confirm_announcement": {OWN: EVERYBODY},
        **{
            f"office.{verb}_announcement": WRITERS
            for verb in ("write", "change", "publish", "correct", "remind_of", "withdraw")
        },
    }
)
