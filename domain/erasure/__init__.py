"""The pure rules of an erasure: its plan, where a person may be, and what a look proves."""
