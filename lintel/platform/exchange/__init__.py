"""Import of other people's tables and export of our own: checked, masked, reversible."""
