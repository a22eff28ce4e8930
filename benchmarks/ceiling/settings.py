"""The least Django there is: what the same work costs without a product around it."""

from __future__ import annotations

import os
from pathlib import Path

SECRET_KEY = "benchmark"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "benchmarks.ceiling.urls"
INSTALLED_APPS = ["benchmarks.ceiling"]
MIDDLEWARE: list[str] = []
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent], "OPTIONS": {}}
]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
if os.environ.get("CEILING_POSTGRES"):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["CEILING_POSTGRES"],
            "CONN_MAX_AGE": None,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("CEILING_FILE", "ceiling.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
        }
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
