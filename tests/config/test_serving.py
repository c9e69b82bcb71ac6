"""Clients that send or read slowly keep nobody waiting: the server answers others meanwhile, and cuts them off."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import current_thread
from typing import Any
from urllib.request import urlopen

import pytest

from lianzhang.config import serving, settings
from lianzhang.config.serving import Apart, PacedSocket
from tests.house import House, running_house

# On the embedded database, whatever the suite runs on.
pytestmark = pytest.mark.once

MANY = 100  # of each kind; there are eight threads that work
PROMPT = serving.SILENT  # seconds: before the first of them is cut off, so that nobody waited for that
HEAD = b"GET /sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LARGEST = max((settings.FRONT_END / "assets").iterdir(), key=lambda path: path.stat().st_size).name
SLOW: dict[str, bytes] = {
    "say nothing": b"",
    "send half a line": b"GET /sign",
    "send half a head": HEAD,
    "send no word of the body they announce": FORM + b"Content-Length: 1000\r\n\r\n",
    "send half a body": FORM + b"Content-Length: 20000000\r\n\r\n" + b"x" * 10_000,
    "send a piece and no next one": FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
    "ask and do not read": f"GET /static/assets/{LARGEST} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 20,
    "close only their half": b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.mark.parametrize("what", SLOW)
def test_others_are_answered_while_a_hundred_clients(house: House, what: str) -> None:
    port = int(house.address.rpartition(":")[2])
    with ExitStack() as clients:
        for _ in range(MANY):
            client = clients.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(SLOW[what])
        for _ in range(3):
            begun = time.monotonic()
            with urlopen(f"{house.address}/sign-in/", timeout=30) as answer:
                assert answer.status == 200
                answer.read()
            assert time.monotonic() - begun < PROMPT


# --- who is cut off


class Pair:
    """Two ends of a connection, the server's one with a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds_a_call: float) -> None:
        self.here, self.there = socket.socketpair()
        self.now, self.step = 0.0, seconds_a_call
        monkeypatch.setattr(serving, "monotonic", self.tick)
        self.paced = PacedSocket(self.here)

    def tick(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def pair_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], Pair]]:
    made: list[Pair] = []

    def make(seconds_a_call: float) -> Pair:
        made.append(Pair(monkeypatch, seconds_a_call))
        return made[-1]

    yield make
    for pair in made:
        pair.here.close()
        pair.there.close()


def received(pair: Pair, size: int) -> int:
    """How many times so many bytes were received before the connection was cut off."""
    for count in range(1_000):
        pair.there.send(b"x" * size)
        try:
            pair.paced.recv(size)
        except ConnectionResetError:
            return count
    return 1_000


def test_one_byte_now_and_then_is_not_enough(pair_of: Callable[[float], Pair]) -> None:
    assert received(pair_of(1), 1) == serving.GRACE + 1


def test_a_slow_line_that_keeps_moving_is_waited_for(pair_of: Callable[[float], Pair]) -> None:
    assert received(pair_of(1), serving.RATE) == 1_000


def test_another_request_begins_anew(pair_of: Callable[[float], Pair]) -> None:
    pair = pair_of(1)
    assert received(pair, 1) == serving.GRACE + 1
    pair.paced.begin()
    assert received(pair, 1) == serving.GRACE + 1


def test_who_does_not_read_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "GRACE", 0.2)
    monkeypatch.setattr(serving, "RATE", 10**9)
    here, there = socket.socketpair()
    with here, there, pytest.raises(ConnectionResetError):
        PacedSocket(here).sendall(b"x" * 10_000_000)


# --- the application in threads of its own


def test_the_application_gets_the_whole_request_and_closes_its_answer_where_it_worked() -> None:
    seen: list[Any] = []

    class Answer(list[bytes]):
        def close(self) -> None:
            seen.append(current_thread().name)

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Answer:
        seen.append(environ["wsgi.input"].read())
        start("200 OK", [("A", "b")])
        return Answer([b"one", b"two"])

    heads: list[Any] = []
    environ = {"wsgi.input": io.BytesIO(b"word" * 2), "CONTENT_LENGTH": "4"}
    assert Apart(application, 1)(environ, lambda *head: heads.append(head)) == [b"one", b"two"]
    assert heads == [("200 OK", [("A", "b")])]
    assert seen[0] == b"word"
    assert seen[1].startswith("house")


def test_of_a_request_that_is_too_large_nothing_is_read() -> None:
    source = io.BytesIO(b"word")

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("400 Bad Request", [])
        return [environ["wsgi.input"].read()]

    environ = {"wsgi.input": source, "CONTENT_LENGTH": str(10**12)}
    assert Apart(application, 1)(environ, lambda *_: None) == [b""]
    assert source.tell() == 0
