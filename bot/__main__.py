"""`python -m bot`: the same as `dsrbot`."""

from bot.cli.main import main

main()
