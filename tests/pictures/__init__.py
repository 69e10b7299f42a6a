"""What people see at each door, as pictures: `python -m tests.pictures` draws docs/doors/."""
