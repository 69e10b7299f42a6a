"""`python -m bot`: the same as `dsrbot`."""

from bot.cli import main

main()
