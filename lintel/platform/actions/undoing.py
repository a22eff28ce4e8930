"""How long a slip may be taken back by whoever made it."""

from __future__ import annotations

from datetime import timedelta

UNDONE_WITHIN = timedelta(minutes=15)
"""A slip is noticed at once; what is older has been counted on, and takes a new deed."""
