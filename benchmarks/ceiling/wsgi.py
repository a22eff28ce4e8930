"""The WSGI application of the ceiling."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.ceiling.settings")
application = get_wsgi_application()
