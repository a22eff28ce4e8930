"""What figures do to lists, and the reports and notes made from them."""

from __future__ import annotations

from lintel.insight import catalogue, narrowing  # noqa: F401  (figures and what they do to lists register themselves)
