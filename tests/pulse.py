"""How long a bot takes to say that it lives, while others keep it busy."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_MOST = 0.1  # seconds


@contextmanager
def pulse(port: int) -> Iterator[list[float]]:
    """How long each question for its life took, in seconds, from a thread that does nothing else."""
    beats: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set() or not beats:
            begun = time.perf_counter()
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                assert b"200" in line.recv(4_096)
            beats.append(time.perf_counter() - begun)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield beats
    finally:
        over.set()
        thread.join()
