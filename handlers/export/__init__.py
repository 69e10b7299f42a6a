"""Exports: the command, the mails with Microsoft's team, and what is chased."""
