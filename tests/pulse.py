"""How long a bot takes to say that it lives, while others keep it busy."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AT_MOST = 0.1  # seconds


@contextmanager
def pulse(port: int, pid: int | None = None) -> Iterator[list[float]]:
    """How long each question for its life took, in seconds, from a thread that does nothing else.

    With the bot's `pid`, what other processes took meanwhile does not count, where the system tells (Linux).
    """
    worked = Path(f"/proc/{pid}/task/{pid}/schedstat") if pid else None
    beats: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set() or not beats:
            begun = time.perf_counter(), _seconds(worked)
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                assert b"200" in line.recv(4_096)
            asked, busy = time.perf_counter() - begun[0], _seconds(worked) - begun[1]
            beats.append(min(asked, busy) if busy else asked)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield beats
    finally:
        over.set()
        thread.join()


def _seconds(worked: Path | None) -> float:
    """For how long the thread that answers was at work, all in all."""
    return int(worked.read_text().split()[0]) / 1e9 if worked and worked.exists() else 0.0
