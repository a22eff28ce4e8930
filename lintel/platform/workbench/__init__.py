"""Screens for the many entities that need nothing special, and the frame that every screen stands in."""
