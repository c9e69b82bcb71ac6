"""How the server meets its clients: who sends or reads slowly keeps nobody else waiting.

gunicorn's threads speak with clients and do no work; the house works in a few threads of its own, which get a request
when all of it is there and are free again before the first byte of the answer leaves."""

from __future__ import annotations

import errno
import resource
import selectors
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from lianzhang.kernel.uploads import REQUEST_ALLOWED

__all__ = ["CLIENTS", "CONNECTIONS", "Apart", "PacedSocket", "PatientWorker", "may_open"]

CLIENTS = 400  # threads of a process that speak with clients: so many may be slow at the same time
CONNECTIONS = 2_000  # of a process; one that is silent takes no thread
FILES_BESIDE = 200  # open files that are no connections
# What a client may take: so many seconds, and one more for each so many bytes that have moved.
GRACE, RATE = 10.0, 32 * 1024
SILENT = 5.0  # seconds until a new connection that says nothing is closed
AT_ONCE = 64 * 1024  # bytes handed to the network before the clock is looked at
IN_MEMORY = 1024 * 1024  # of a request; the rest of it waits on disk


def may_open() -> int:
    """How many connections a process may have, once it may open as many files as the system lets it."""
    wanted = CONNECTIONS + FILES_BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    allowed = wanted if soft == resource.RLIM_INFINITY else min(wanted, soft)
    return max(allowed - FILES_BESIDE, CLIENTS + 1)


class PacedSocket:
    """A client's socket with a clock: one that moves too few bytes for the time it takes is cut off."""

    def __init__(self, plain: socket.socket) -> None:
        self.plain = plain
        self.begin()

    def begin(self) -> None:
        """Another request: what the last one took does not count."""
        self.spent, self.moved = 0.0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def setblocking(self, flag: bool) -> None:
        if self.plain.fileno() >= 0:  # not closed
            self.plain.setblocking(flag)

    def recv(self, size: int) -> bytes:
        content = self._timed(partial(self.plain.recv, size))
        self.moved += len(content)
        return content

    def sendall(self, content: Any) -> None:
        left = memoryview(content)
        while left:
            sent = self._timed(partial(self.plain.send, left[:AT_ONCE]))
            self.moved += sent
            left = left[sent:]

    def _timed(self, work: Callable[[], Any]) -> Any:
        left = GRACE + self.moved / RATE - self.spent
        begun = monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self.plain.settimeout(left)
            return work()
        except TimeoutError:
            # As if it had gone away: nothing to answer, and nothing for the log.
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from None
        finally:
            self.spent += monotonic() - begun


class PatientWorker(ThreadWorker):
    """A connection takes a thread when there is something to read from it, and gives it back closed."""

    def enqueue_req(self, conn: TConn) -> None:
        if not isinstance(conn.sock, PacedSocket):
            conn.sock = PacedSocket(conn.sock)
        if conn.initialized or conn.data_ready:
            conn.sock.begin()
            super().enqueue_req(conn)
            return
        conn.timeout = monotonic() + SILENT
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        kept = super().handle(conn)
        if not kept:
            # Here and not in the loop that hears new clients: the other end may be slow to close as well.
            util.close_graceful(conn.sock.plain)
        return kept


class Apart:
    """The application in `threads` of its own, with the whole request and for the whole answer."""

    def __init__(self, application: Callable[..., Any], threads: int) -> None:
        self.application = application
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="house")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with SpooledTemporaryFile(IN_MEMORY) as body:
            _copy(environ["wsgi.input"], body, int(environ.get("CONTENT_LENGTH") or 0))
            request = environ | {"wsgi.input": body}
            request.pop("wsgi.file_wrapper", None)  # a file is read in there, and not while it is sent
            head, content = self.pool.submit(self._answer, request).result()
        start_response(*head)
        return content

    def _answer(self, environ: dict[str, Any]) -> tuple[tuple[Any, ...], list[bytes]]:
        head: list[tuple[Any, ...]] = []
        answer = self.application(environ, lambda *args: head.append(args))
        try:
            content = list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return head[-1], content


def _copy(source: Any, body: SpooledTemporaryFile[bytes], length: int) -> None:
    """The body; of one that is larger than anything the house takes nothing, since it is refused by its length."""
    left = length if length <= REQUEST_ALLOWED else 0
    while left and (some := source.read(min(left, AT_ONCE))):
        body.write(some)
        left -= len(some)
    body.seek(0)
