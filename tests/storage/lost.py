"""A connection to PostgreSQL that is lost when a transaction is being committed: the answer never comes."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

_SOCKET = ".s.PGSQL.5432"


@dataclass
class Line:
    """`url`: of the database, by this line. Once it is `armed`, the next commit reaches the server, or with `holds` it
    does not, and its answer is lost. `dead`: nobody gets through afterwards."""

    url: str
    armed: bool = False
    holds: bool = False
    dead: bool = False
    lost: threading.Event = field(default_factory=threading.Event)


@contextmanager
def line_to(url: str, folder: Path) -> Iterator[Line]:
    there = make_url(url)
    line = Line(there.set(query={"host": str(folder)}).render_as_string(hide_password=False))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / _SOCKET))
        server.listen()
        threading.Thread(target=_serve, args=(line, server, str(there.query["host"])), daemon=True).start()
        yield line


def _serve(line: Line, server: socket.socket, host: str) -> None:
    with suppress(OSError):
        while True:
            near, _ = server.accept()
            threading.Thread(target=_connect, args=(line, near, host), daemon=True).start()


def _connect(line: Line, near: socket.socket, host: str) -> None:
    with suppress(OSError), near, socket.socket(socket.AF_UNIX) as far:
        if line.dead and line.lost.is_set():
            return
        far.connect(f"{host}/{_SOCKET}")
        while data := _read(near, far):
            source, sent = data
            if source is near and line.armed and b"COMMIT" in sent:
                line.armed = False
                if not line.holds:
                    far.sendall(sent)
                    far.recv(1)  # it was done
                line.lost.set()
                return
            (far if source is near else near).sendall(sent)


def _read(*sockets: socket.socket) -> tuple[socket.socket, bytes] | None:
    """What comes next from either; None at its end."""
    (first, *_), _, _ = select.select(sockets, [], [])
    sent = first.recv(65536)
    return (first, sent) if sent else None
