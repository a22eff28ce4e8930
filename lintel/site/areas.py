"""Every area, imported explicitly: what registers itself does so because this file names it."""

AREAS = ["organisation", "inventory", "customers", "sales", "policy"]
