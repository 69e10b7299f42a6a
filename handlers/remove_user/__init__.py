"""Removing users: the command and the work."""
