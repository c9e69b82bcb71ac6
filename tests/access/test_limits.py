"""Exports, searches, reveals, rows of lists: so many a minute for each account and kind, counted over all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from lianzhang.access import limits
from lianzhang.access.downloads import download
from lianzhang.access.limits import LIMITED, TooOften, hold, hold_rows
from lianzhang.access.paging import page_rows
from lianzhang.accounts.models import User
from lianzhang.config.settings import LIMITS
from lianzhang.plans.models import Plan
from lianzhang.records.models import AuditEvent
from tests.migrated import migrated_place

pytestmark = pytest.mark.django_db

ALLOWED = 3


class Clock:
    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits.timezone, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    settings.LIMITS = dict.fromkeys(LIMITED, ALLOWED)


def request_of(name: str) -> Any:
    request = RequestFactory().get("/somewhere/")
    request.user = User.objects.get_or_create(username=name)[0]
    return request


def held(name: str, kind: str = "export") -> int:
    """Seconds to wait, or 0 where it was let through."""
    try:
        hold(request_of(name), kind)
    except TooOften as refused:
        return refused.seconds
    return 0


def test_so_many_a_minute_and_no_more(clock: Clock) -> None:
    assert [held("a") for _ in range(ALLOWED)] == [0] * ALLOWED
    clock.on(seconds=20.5)
    assert held("a") == 40


def test_a_minute_later_it_is_open_again_however_often_one_asked_meanwhile(clock: Clock) -> None:
    for _ in range(ALLOWED + 20):
        held("a")
        clock.on(seconds=1)
    clock.on(seconds=60 - ALLOWED - 20)
    assert held("a") == 0


def test_a_clock_put_back_shuts_nobody_out(clock: Clock) -> None:
    for _ in range(ALLOWED + 1):
        held("a")
    clock.on(hours=-1)
    assert held("a") == 0


def test_each_account_and_each_kind_has_its_own(clock: Clock) -> None:
    for _ in range(ALLOWED + 1):
        held("a")
    assert held("a")
    assert not held("a", "search")
    assert not held("a", "reveal")
    assert not held("b")


def test_the_first_refusal_of_a_minute_is_on_record_and_only_that(clock: Clock) -> None:
    for _ in range(ALLOWED + 5):
        held("a")
    event = AuditEvent.objects.get(action="limit.reached")
    assert (event.account, event.subject) == ("a", "/somewhere/")
    assert event.facts == {"kind": "导出", "allowed": ALLOWED}
    clock.on(minutes=2)
    for _ in range(ALLOWED + 1):
        held("a")
    assert AuditEvent.objects.filter(action="limit.reached").count() == 2


def test_a_file_that_is_refused_is_not_even_made(clock: Clock) -> None:
    made = []
    for _ in range(ALLOWED + 1):
        try:
            download(request_of("a"), lambda: made.append(1) or b"", "a.txt", "text/plain")
        except TooOften:
            break
    assert len(made) == ALLOWED
    assert AuditEvent.objects.filter(action="export").count() == ALLOWED


def refused(answer: HttpResponse, word: str) -> None:
    seconds = answer["Retry-After"]
    assert answer.status_code == 429
    assert 1 <= int(seconds) <= 60
    assert f"{word}太频繁，请在{seconds}秒后再试" in answer.text
    assert answer["X-Request-Reference"] in answer.text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("where", "word"),
    [(reverse("plan_export"), "导出"), (reverse("outcome_export"), "导出"), (f"{reverse('search')}?q=auto", "搜索")],
)
def test_the_page_says_when_to_try_again(
    xiangyang: Plan, signed_in: Callable[[str], Client], where: str, word: str
) -> None:
    client = signed_in("office")
    assert [client.get(where).status_code for _ in range(ALLOWED)] == [200] * ALLOWED
    answer = client.get(where)
    refused(answer, word)
    assert f'href="{where}"' in answer.text
    assert client.get("/plan/").status_code == 200


def test_an_empty_search_box_costs_nothing(xiangyang: Plan, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("office")
    assert {client.get(reverse("search")).status_code for _ in range(ALLOWED + 2)} == {200}


def exports() -> Iterator[Path]:
    """Every file of the house that answers with a workbook or another file."""
    sources = Path(limits.__file__).parents[1]
    yield from (path for path in sources.rglob("*.py") if "Content-Disposition" in path.read_text(encoding="utf-8"))


def test_files_leave_by_one_door_alone() -> None:
    assert [path.name for path in exports()] == ["downloads.py"]


SETTINGS = {
    "EXPORTS_A_MINUTE": "export",
    "SEARCHES_A_MINUTE": "search",
    "SUGGESTIONS_A_MINUTE": "suggest",
    "REVEALS_A_MINUTE": "reveal",
    "LISTED_ROWS_A_MINUTE": "list",
}


@pytest.mark.parametrize(("name", "kind"), SETTINGS.items())
def test_the_numbers_are_settings(settings_with: Any, name: str, kind: str) -> None:
    assert settings_with(**{name: "7"})["LIMITS"][kind] == 7
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(**{name: "0"})


def test_every_kind_has_a_number_and_a_word() -> None:
    assert set(house.LIMITS) == set(LIMITED)


# --- rows of lists


def seen(name: str, size: int = 50, rows: int = 100_000) -> int:
    """Seconds to wait for another page of a list, or 0 where it was shown."""
    user = User.objects.get_or_create(username=name)[0]
    try:
        page_rows(user, range(rows), size, 1)
    except TooOften as refused:
        return refused.seconds
    return 0


def test_rows_of_lists_are_counted_whatever_the_size_of_the_page(clock: Clock, settings: Settings) -> None:
    settings.LIMITS = house.LIMITS | {"list": 1_000}
    assert [seen("a", 50) for _ in range(19)] == [0] * 19
    assert [seen("a", 10) for _ in range(5)] == [0] * 5
    clock.on(seconds=20.5)
    assert [seen("a", 50) for _ in range(30)][-1] == 40
    assert not seen("b")
    event = AuditEvent.objects.get(action="limit.reached")
    assert event.facts == {"kind": "翻看列表", "allowed": 1_000}
    clock.on(minutes=1)
    assert not seen("a")


def test_who_was_refused_gets_no_further_row_in_that_minute(clock: Clock, settings: Settings) -> None:
    settings.LIMITS = house.LIMITS | {"list": 1_000}
    shown = sum(not seen("a") for _ in range(200))
    assert shown * 50 <= 1_000 + 100  # what is not written down yet


def test_paging_by_hand_meets_no_limit_and_writes_nothing_at_first(
    clock: Clock, settings: Settings, django_assert_num_queries: Any
) -> None:
    settings.LIMITS = LIMITS
    User.objects.create(username="a")
    with django_assert_num_queries(5):
        assert [seen("a") for _ in range(5)] == [0] * 5
    for _ in range(5 * 60):
        clock.on(seconds=1)
        assert not seen("a")


OF_FIRMS = ("firms", "statements", "honours", "firms_duplicates", "quality_firms", "quality_suspicious")


@pytest.mark.parametrize(
    ("name", "lists"), [("office", ("observations", "exchange", *OF_FIRMS)), ("audit_admin", ("audit",))]
)
def test_each_list_is_held_and_says_when_to_try_again(
    xiangyang: Plan, signed_in: Callable[[str], Client], settings: Settings, name: str, lists: tuple[str, ...]
) -> None:
    client = signed_in(name)
    settings.LIMITS = house.LIMITS | {"list": 10}
    with pytest.raises(TooOften):
        hold_rows(User.objects.get(username=name), 11)
    for each in lists:
        refused(client.get(reverse(each)), "翻看列表")
        refused(client.get(reverse(each), headers={"HX-Request": "true"}), "翻看列表")


def test_lists_are_paged_by_one_way_alone() -> None:
    sources = Path(limits.__file__).parents[1]
    paging = [path for path in sources.rglob("*.py") if "Paginator" in path.read_text(encoding="utf-8")]
    assert [path.name for path in paging] == ["paging.py"]


def test_an_act_that_looked_at_the_clock_before_another_began_the_minute_belongs_to_it(clock: Clock) -> None:
    asks = request_of("slow")
    for _ in range(ALLOWED):
        hold(asks, "search")
    clock.on(seconds=-1)
    with pytest.raises(TooOften):
        hold(asks, "search")


# --- several processes of the server, as with PostgreSQL behind them

BEGIN = """
from lianzhang.accounts.models import User
User.objects.create(username="busy")
"""
# However slowly the processes start, all they ask falls into one window.
LONG = """
from datetime import timedelta
from lianzhang.access import limits
limits.WINDOW = timedelta(hours=1)
"""
ASK = f"""{LONG}
from types import SimpleNamespace
from lianzhang.access.limits import TooOften, hold
from lianzhang.accounts.models import User
asks, passed = SimpleNamespace(user=User.objects.get(username="busy"), path="/"), 0
for _ in range(20):
    try:
        hold(asks, "search")
        passed += 1
    except TooOften:
        pass
print(passed)
"""


def test_several_processes_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHES_A_MINUTE", "30")
    with migrated_place(tmp_path / "place") as place:
        place.told(BEGIN)
        asking = [place.script(ASK) for _ in range(3)]
        told = [process.communicate(timeout=60) for process in asking]
    assert [process.returncode for process in asking] == [0, 0, 0], told
    assert sum(int(out) for out, _ in told) == 30


PAGE = f"""{LONG}
from lianzhang.access.limits import TooOften, hold_rows
from lianzhang.accounts.models import User
user, shown = User.objects.get(username="busy"), 0
for _ in range(200):
    try:
        hold_rows(user, 50)
        shown += 50
    except TooOften:
        pass
print(shown)
"""


def test_several_processes_count_rows_together_but_for_a_tenth_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTED_ROWS_A_MINUTE", "2000")
    with migrated_place(tmp_path / "place") as place:
        place.told(BEGIN)
        asking = [place.script(PAGE) for _ in range(3)]
        told = [process.communicate(timeout=60) for process in asking]
    assert [process.returncode for process in asking] == [0, 0, 0], told
    assert 1_000 < sum(int(out) for out, _ in told) <= 2_000 + 3 * 200
