"""The running bot: everything wired in one place, the web server, the doors kept open, the logs."""
