"""Everybody has a message centre."""

from lintel.platform.access.defaults import OWN, default_grants
from lintel.platform.access.posts import POSTS

EVERYBODY = " ".join(POSTS)

default_grants(
    {
        "notices.view_notice": {OWN: EVERYBODY},
        "notices.view_quiethours": {OWN: EVERYBODY},
        "notices.take_back_reading": {OWN: EVERYBODY},
        "notices.set_quiet_hours": {OWN: EVERYBODY},
    }
)
