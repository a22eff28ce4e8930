"""From the rows of a price list to units and a draft scheme."""
