"""Erasing somebody: the plan, the work, the looks that prove it, and the certificate."""
