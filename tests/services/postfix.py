"""A throw-away Postfix: Debian's programs, with configuration, queue and mailboxes in a folder that goes afterwards.

It takes mail for domains that end in ``.example`` and sends nothing anywhere else. Everybody there has a mailbox, but
whose name begins with ``gone`` is unknown only after the message was taken, so that it comes back as a mail;
``refused…`` is refused at once (550), ``later…`` for the time being (450). ``returns@umlauf.example``, with anything
behind a plus, is the mailbox of what comes back.

Postfix needs root, for its daemons change to the user ``postfix``.
"""

from __future__ import annotations

import mailbox
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 120.0
DAEMONS = Path("/usr/lib/postfix/sbin")
PROGRAM = Path("/usr/sbin/postfix")

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
myhostname = mail.postfix.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
default_transport = error:5.1.2 nothing leaves this machine
relay_transport = error:5.1.2 nothing leaves this machine
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/access, permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
virtual_mailbox_domains = regexp:{folder}/domains
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = regexp:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_destination_concurrency_limit = 10
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - 20 smtpd
pickup   unix n - n 60 1 pickup
cleanup  unix n - n -  0 cleanup
qmgr     unix n - n 1  1 qmgr
rewrite  unix - - n -  - trivial-rewrite
bounce   unix - - n -  0 bounce
defer    unix - - n -  0 bounce
trace    unix - - n -  0 bounce
verify   unix - - n -  1 verify
flush    unix n - n 1000? 0 flush
proxymap unix - - n -  - proxymap
error    unix - - n -  - error
retry    unix - - n -  - error
virtual  unix - n n -  - virtual
anvil    unix - - n -  1 anvil
postlog  unix-dgram n - n - 1 postlogd
"""
_ACCESS = """\
/^refused/ 550 5.7.1 we take nothing from you
/^later/   450 4.2.0 please try later
"""
_MAILBOXES = r"""
if !/^gone/
/^returns(\+[^@]*)?@umlauf\.example$/ returns/
/^[^@]+@[^@]+\.example$/ people/
endif
"""


@dataclass(frozen=True)
class Postfix:
    """A running server: where it listens, and where its mail lies."""

    port: int
    folder: Path

    @property
    def returns(self) -> Path:
        """The Maildir of ``returns@umlauf.example``."""
        return self.folder / "mail" / "returns"

    def arrived(self) -> list[str]:
        """To whom a message was delivered, one address for each message."""
        inbox = self.folder / "mail" / "people"
        if not inbox.exists():
            return []
        return sorted(str(message["Delivered-To"]) for message in mailbox.Maildir(inbox, create=False))

    def waiting(self) -> int:
        """How many messages lie in its queues."""
        places = ("incoming", "active", "deferred", "maildrop")
        return sum(1 for place in places for path in (self.folder / "queue" / place).rglob("*") if path.is_file())

    def log(self) -> str:
        """What it wrote down."""
        return (self.folder / "log" / "mail.log").read_text(errors="replace")


@contextmanager
def postfix() -> Iterator[Postfix]:
    """Run a server while the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="umlauf-postfix-"))
    folder.chmod(0o755)
    try:
        running = _installed(folder)
        log = folder / "log" / "start.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", str(PROGRAM), "-c", str(folder), "start-fg"],
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o022,
            )
        try:
            _wait_until_up(running.port, process, log)
            yield running
        finally:
            subprocess.run([str(PROGRAM), "-c", str(folder), "abort"], check=False, capture_output=True)
            try:
                process.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _installed(folder: Path) -> Postfix:
    user = pwd.getpwnam("postfix")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("queue", "data", "log", "mail"):
        (folder / name).mkdir()
        (folder / name).chmod(0o755)
    for name in ("data", "mail"):
        os.chown(folder / name, user.pw_uid, user.pw_gid)
    told = {"folder": folder, "daemons": DAEMONS, "port": port, "uid": user.pw_uid, "gid": user.pw_gid}
    (folder / "main.cf").write_text(_MAIN.format(**told))
    (folder / "master.cf").write_text(_MASTER.format(**told))
    (folder / "access").write_text(_ACCESS)
    (folder / "mailboxes").write_text(_MAILBOXES)
    (folder / "domains").write_text("/\\.example$/ ours\n")
    for name in ("main.cf", "master.cf", "access", "mailboxes", "domains"):
        (folder / name).chmod(0o644)
    return Postfix(port, folder)


def _wait_until_up(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as greeted:
                if greeted.recv(100).startswith(b"220"):
                    return
        except OSError:
            if process.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"Postfix did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)
