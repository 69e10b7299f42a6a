"""The doors in: settings, wiring, the command line, and one folder a door."""
