"""The pure rules of an export: its plan, its letters, and when somebody is chased."""
