"""The entities of customer work as lists and pages, in the order searches name them; the rich screens are in ``screens/``."""

from lintel.customers.resources import customers, kit

__all__ = ["customers", "kit"]
