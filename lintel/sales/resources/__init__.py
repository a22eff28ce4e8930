"""How plans, reservations, money and terms are shown, usually, in the order searches name them; the rich screens are in ``screens/``."""

from lintel.sales.resources import deals, terms

__all__ = ["deals", "terms"]
