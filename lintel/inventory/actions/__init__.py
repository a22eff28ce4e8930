"""What can happen to projects, buildings, units, permits and prices."""
