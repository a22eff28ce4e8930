"""SQLite as Django sets it up by itself, to prove that our profile is what makes the difference."""

from lintel.site.settings_test import *  # noqa: F403
from lintel.site.settings_test import DATABASES

DATABASES["default"]["OPTIONS"] = {"transaction_mode": "DEFERRED", "timeout": 20, "queue": False}
