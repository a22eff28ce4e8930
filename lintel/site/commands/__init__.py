"""What the ``lintel`` command does, one module per command."""
