"""What rooms say of themselves: in floor order, each code once."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from lianzhang.kernel import rooms as kernel_rooms
from lianzhang.kernel.rooms import NavigationEntry, Room, act_words, navigation, rooms, row_pages


def test_rooms_stand_in_the_order_of_floors() -> None:
    contract = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contract["tool"]["importlinter"]["contracts"][0]["layers"]
    floor = {code: number for number, layer in enumerate(reversed(layers)) for code in layer.split(" | ")}
    standing = [floor[room.code] for room in rooms()]
    assert standing == sorted(standing)


def with_rooms(monkeypatch: pytest.MonkeyPatch, *given: Room) -> None:
    monkeypatch.setattr(kernel_rooms, "room_packages", lambda: {room.code: room for room in given})


@pytest.mark.parametrize("table", ["permissions", "acts", "facts", "row_pages"])
def test_a_code_that_two_rooms_declare_is_refused(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    one, other = (Room(code=code, title=code, **{table: {"thing.do": code}}) for code in ("one", "other"))
    with_rooms(monkeypatch, one, replace(other, **{table: {}}))
    asked = {"permissions": "permission_words", "acts": "act_words", "facts": "fact_words", "row_pages": "row_pages"}
    function = getattr(kernel_rooms, asked[table]).__wrapped__
    assert function() == {"thing.do": "one"}
    with_rooms(monkeypatch, one, other)
    with pytest.raises(ImproperlyConfigured, match=r"thing\.do.*one.*other"):
        function()


def test_pages_of_another_room_belong_to_the_entry_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    late = NavigationEntry("后", "late", "icon", 20)
    early = NavigationEntry("先", "early", "icon", 10, pages=("part",))
    with_rooms(
        monkeypatch,
        Room(code="one", title="一", navigation=(late, early)),
        Room(code="other", title="二", pages_under={"early": ("guest",)}),
    )
    assert [(entry.title, entry.pages) for entry in navigation.__wrapped__()] == [
        ("先", ("early", "part", "guest")),
        ("后", ("late",)),
    ]


def test_every_page_that_a_manifest_opens_has_its_address() -> None:
    for entry in navigation():
        assert reverse(entry.page).startswith("/")
    for page in row_pages().values():
        assert reverse(page, args=[1]).startswith("/")


def test_every_act_is_called_something_in_chinese() -> None:
    assert act_words()["honour.grant"] == "登记荣誉"
    assert [code for code, word in act_words().items() if word.isascii()] == []
