"""Mails as values: how they are read, what proves them, and what they say."""
