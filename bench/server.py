"""The real server as its users meet it: how soon it answers, how much memory it keeps after many requests."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from time import perf_counter
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from django.conf import settings
from django.db import connections
from django.urls import reverse

from bench.measuring import Measure
from lianzhang.access.models import Assignment
from tests.house import running_house

REQUESTS = 200
MEMORY_LIMIT = 300  # megabytes
START_LIMIT = 5  # seconds
LOG_SHOWN = 4_000  # letters, where something went wrong


def measure_server(folder: Path, addresses: list[str], note: str, city: int | None = None) -> Iterator[Measure]:
    """Start the server a second time on the bench's database, ask it for pages, and weigh it.

    With `city`, whoever asks acts for its chain office: the post that is not the first."""
    connections.close_all()
    with running_house(folder, DATABASE_URL=os.environ["DATABASE_URL"]):
        pass
    begun = perf_counter()
    with running_house(folder, DATABASE_URL=os.environ["DATABASE_URL"]) as house:
        started = perf_counter() - begun
        browser = signed_in(house.address, house.passwords)
        if city:
            _take_seat(browser, house.address, city)
        for number in range(REQUESTS):
            _read(browser, house.address + addresses[number % len(addresses)], folder / "log")
        memory = resident_megabytes(house.process.pid)
    connections.close_all()
    yield Measure("second start of lianzhang up", round(started, 2), "s", START_LIMIT, note)
    yield Measure("memory of the server", round(memory, 1), "MB", MEMORY_LIMIT, f"{note}, after {REQUESTS} requests")


def _read(browser: OpenerDirector, address: str, log: Path) -> None:
    try:
        browser.open(address).read()
    except HTTPError as error:
        end = log.read_text(encoding="utf-8")[-LOG_SHOWN:]
        raise RuntimeError(f"{address} answered {error.code}; the server wrote:\n{end}") from error


def signed_in(address: str, passwords: dict[str, str]) -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    login = f"{address}{settings.LOGIN_URL}"
    form = {"csrfmiddlewaretoken": _token(browser, login), "username": "office", "password": passwords["office"]}
    answer = browser.open(login, urlencode(form).encode())
    if answer.url.startswith(f"{address}{settings.LOGIN_URL}"):
        raise RuntimeError("the bench could not sign in")
    return browser


def _take_seat(browser: OpenerDirector, address: str, city: int) -> None:
    active = Assignment.objects.get(user__username="office", post__city=city)
    form = {"csrfmiddlewaretoken": _token(browser, address + reverse("my_posts")), "assignment": active.pk}
    browser.open(address + reverse("act_as"), urlencode(form).encode()).read()


def _token(browser: OpenerDirector, address: str) -> str:
    """What a form of this page must bring along."""
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return token[1] if token else ""


def resident_megabytes(pid: int) -> float:
    """The memory of a process and its children as the kernel counts it; what they share counts once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1]) / 1024  # type: ignore[index]
    return own + sum(resident_megabytes(int(child)) for child in children)
