"""Ports for programs that cannot take any free one by themselves, or are to be found again where they were."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from contextlib import suppress
from itertools import cycle
from pathlib import Path

# Below those that Linux gives to connections, so that none takes one between the look and the use.
_FIRST, _LAST = map(int, os.environ.get("TEST_PORTS", "21000-31999").split("-"))
_SIZE = _LAST - _FIRST + 1
_own = cycle(_FIRST + (os.getpid() * 97 + number) % _SIZE for number in range(_SIZE))  # each process begins elsewhere
_CLAIMS = Path(tempfile.gettempdir()) / f"dsrbot-test-ports-{os.getuid()}"
_held: list[int] = []  # until this process ends


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no other process of tests is given while this one runs: a
    program that takes it is not there yet, or is killed and started again. `TEST_PORTS=21000-31999` says among which.
    """
    for _ in range(_SIZE):
        port = next(_own)
        if _is_free(port) and _claimed(port):
            return port
    raise AssertionError(f"no port from {_FIRST} to {_LAST} is free: set TEST_PORTS")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def _claimed(port: int) -> bool:
    """Whether it is ours alone by now."""
    _CLAIMS.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(_CLAIMS / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    _held.append(handle)
    return True
