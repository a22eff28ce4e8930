"""What the server serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lintel.site.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  (every screen is loaded before the first person comes, not while they wait)
