"""The product's settings, and what every answer cost in a header: for benchmarks only."""

from lintel.site.settings import *  # noqa: F403
from lintel.site.settings import MIDDLEWARE

MIDDLEWARE = ["benchmarks.counting.costs", *MIDDLEWARE]
