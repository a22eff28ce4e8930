"""The papers of a sale: purchase plan, reservation agreement, receipt; ``shapes``, ``wording``, ``labels``."""
