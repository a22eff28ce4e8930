"""The demo department: the same people and homes in tests, in the demo and in the documentation."""
