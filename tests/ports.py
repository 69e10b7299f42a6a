"""Ports for programs that cannot take any free one by themselves, or are to be found again where they were."""

from __future__ import annotations

import os
import socket
from itertools import cycle

# Below those that Linux gives to connections, so that none takes one between the look and the use.
_FIRST, _LAST = map(int, os.environ.get("TEST_PORTS", "21000-31999").split("-"))
_SIZE = _LAST - _FIRST + 1
_own = cycle(_FIRST + (os.getpid() * 97 + number) % _SIZE for number in range(_SIZE))  # each process begins elsewhere


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on. `TEST_PORTS=21000-31999` says among which it is."""
    for _ in range(_SIZE):
        port = next(_own)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError(f"no port from {_FIRST} to {_LAST} is free: set TEST_PORTS")
