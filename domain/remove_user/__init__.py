"""The pure rules of removing a user: who has a role, and what a list of them proves."""
