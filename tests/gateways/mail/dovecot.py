"""A real IMAP server: Debian's Dovecot on loopback, with its mailboxes in a folder that is thrown away.

Any user may sign in with the one password, and gets a mailbox of their own.
"""

from __future__ import annotations

import grp
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.gateways.mail.certificates import Certificate, make
from tests.ports import free_port

PASSWORD = 'pass "word\\ ü'
_CONFIG = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{base}/mail/%u
mail_max_userip_connections = 1000
{more}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={base}/mail/%u
}}
namespace inbox {{
  inbox = yes
  {folders}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
SPECIAL_FOLDERS = """
  mailbox "Gesendete Objekte" {
    special_use = \\Sent
    auto = create
  }
  mailbox "Meine Entwürfe" {
    special_use = \\Drafts
    auto = create
  }
"""


@dataclass(frozen=True)
class Dovecot:
    port: int
    tls_port: int
    certificate: Certificate
    mail: Path


@contextmanager
def running_dovecot(program: Path, folders: str = "", more: str = "") -> Iterator[Dovecot]:
    with tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True) as name:
        base = Path(name)
        base.chmod(0o755)
        (base / "mail").mkdir()
        (base / "mail").chmod(0o777)
        server = Dovecot(free_port(), free_port(), make(base), base / "mail")
        config = base / "dovecot.conf"
        config.write_text(_CONFIG.format(base=base, folders=folders, more=more, **_who(), **_ports(server)))
        process = subprocess.Popen([program, "-F", "-c", str(config)], stderr=subprocess.DEVNULL)
        try:
            _wait_for(server.port, process)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _who() -> dict[str, str]:
    """Dovecot changes to users of its own when root starts it, and is everything at once otherwise."""
    if os.getuid() == 0:
        return {
            "internal": "dovecot",
            "internal_group": "dovecot",
            "login": "dovenull",
            "owner": "nobody",
            "group": "nogroup",
        }
    me = pwd.getpwuid(os.getuid())
    return {
        "internal": me.pw_name,
        "internal_group": grp.getgrgid(me.pw_gid).gr_name,
        "login": me.pw_name,
        "owner": str(me.pw_uid),
        "group": str(me.pw_gid),
    }


def _ports(server: Dovecot) -> dict[str, int]:
    return {"port": server.port, "tls_port": server.tls_port}


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as connection:
                if connection.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("Dovecot did not start")
