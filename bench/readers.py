"""Sixteen people reading at once for a minute: how long they wait, how many answers a second, and no error."""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from django.db import connections

from bench.measuring import Measure
from tests.house import House, running_house

READERS = 16
SECONDS = 60
ACCOUNTS = ("head_chief", "chief", "office", "clerk", "lead", "member", "district", "expert")


def measure_readers(folder: Path, addresses: list[str]) -> Iterator[Measure]:
    """Each reader goes round the pages of its own post without a pause, which no person does."""
    connections.close_all()
    # No person searches so often; the limit on it is not what is measured.
    with running_house(folder, DATABASE_URL=os.environ["DATABASE_URL"], SEARCHES_A_MINUTE="100000") as house:
        with ThreadPoolExecutor(READERS) as pool:
            begun = perf_counter()
            told = list(pool.map(lambda number: _read(house, number, addresses, begun + SECONDS), range(READERS)))
        lasted = perf_counter() - begun
    times = sorted(time for times, _ in told for time in times)
    cuts = quantiles(times, n=100)
    note = f"{READERS} readers, {SECONDS} s, {len(times):,} answers"
    yield Measure("errors under load", sum(errors for _, errors in told), "", 0, note)
    for share in (50, 95, 99):
        yield Measure(f"wait under load, p{share}", round(cuts[share - 1], 1), "ms", None, note)
    yield Measure("answers under load", round(len(times) / lasted, 1), "/s", None, note)


def _read(house: House, number: int, addresses: list[str], until: float) -> tuple[list[float], int]:
    """The times of one reader's answers in milliseconds, and how many were errors of the server's."""
    place = urlsplit(house.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    headers = _sign_in(connection, house, ACCOUNTS[number % len(ACCOUNTS)])
    times, errors = [], 0
    for address in islice(cycle(addresses), number, None):
        if perf_counter() > until:
            break
        begun = perf_counter()
        try:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            errors += answer.status >= 500 or answer.status == 302
        except (OSError, http.client.HTTPException):
            errors += 1
            connection.close()
        times.append((perf_counter() - begun) * 1000)
    connection.close()
    return times, errors


def _sign_in(connection: http.client.HTTPConnection, house: House, username: str) -> dict[str, str]:
    """The headers of a session."""
    connection.request("GET", "/sign-in/")
    answer = connection.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.read().decode())
    csrf = re.search(r"csrf=([^;]+)", answer.headers["Set-Cookie"])
    form = urlencode(
        {
            "csrfmiddlewaretoken": token[1] if token else "",
            "username": username,
            "password": house.passwords[username],
        }
    )
    cookie = f"csrf={csrf[1] if csrf else ''}"
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in/", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookies = "; ".join(re.findall(r"(?:csrf|session)=[^;]+", str(answer.headers.get_all("Set-Cookie"))))
    return {"Cookie": cookies}
