"""Stand-ins for the outside world that only tests use."""
