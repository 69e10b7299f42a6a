"""What every room may lean on: no import of any room."""
