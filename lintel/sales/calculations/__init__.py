"""Pure arithmetic of a sale: loans, payment schemes, taxes and discounts. No database, no clock, no floats."""
