"""Lintel 门楣: software for the sales-operations department of a property developer."""
