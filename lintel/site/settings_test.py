"""The product's settings with differences: database, hashing, data folder, mail."""

import os
import tempfile

os.environ.setdefault("LINTEL_DATA_DIR", tempfile.mkdtemp(prefix="lintel-test-"))
os.environ["LINTEL_DATABASE_URL"] = os.environ.get("LINTEL_TEST_DATABASE_URL", "")

from lintel.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LINTEL_REQUIRE_TOTP = False
if not os.environ["LINTEL_DATABASE_URL"]:
    # in memory: with a name of its own each worker of xdist would look for a file
    DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"  # noqa: F405
