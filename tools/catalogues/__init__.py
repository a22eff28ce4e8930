"""Keeping the message catalogues: finding, merging, checking and compiling, with nothing but Python packages."""
