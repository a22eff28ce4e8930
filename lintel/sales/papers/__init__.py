"""The papers of a sale: purchase plan, reservation agreement, receipt. Shapes in ``shapes``, wording in ``wording``."""
