"""Rows on their way into tables: unseen while they gather, all there afterwards, and nothing left behind."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from lianzhang.kernel.bulk import allocate_ids
from lianzhang.kernel.staging import Staging, _left_behind
from lianzhang.registry.models import Park, Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Region:
    return Region.objects.create(code="420600", name="试验市", kind="city")


def parks_of(city: Region, *names: str) -> list[Park]:
    return [Park.objects.create(city=city, code=name, name=name, region=city) for name in names]


def columns(into: Staging, city: Region, *names: str) -> dict[str, list[object]]:
    return {
        "id": list(into.new_keys(Park, len(names))),
        "code": list(names),
        "name": list(names),
        "city_id": [city.pk] * len(names),
        "region_id": [city.pk] * len(names),
    }


def names() -> list[str]:
    return list(Park.objects.order_by("name").values_list("name", flat=True))


def test_what_gathers_is_seen_once_it_is_moved(city: Region) -> None:
    one, two, three = parks_of(city, "一", "七", "三")
    with Staging() as into:
        into.insert(Park, columns(into, city, "九"))
        into.overwrite(Park, [two.pk], {"name": ["八"]})
        into.delete(Park, [three.pk])
        assert names() == ["一", "七", "三"]
        into.move_new()
        assert names() == ["一", "七", "三", "九"]
        into.move_rest()
        assert names() == sorted(["一", "八", "九"])
    assert _left_behind() == []
    one.refresh_from_db()
    assert one.name == "一"


def test_what_was_broken_off_is_dropped_by_the_next(city: Region) -> None:
    broken_off = Staging()
    broken_off.delete(Park, [1])
    assert len(_left_behind()) == 1
    with Staging() as into:
        assert _left_behind() == []
        into.delete(Park, [2])
        into.move_rest()


def test_keys_are_nobody_elses(city: Region) -> None:
    with Staging() as into:
        keys = [key for count in (3, 1, 5, 0, 20) for key in into.new_keys(Park, count)]
        keys += allocate_ids(Park, 4)
    (later,) = parks_of(city, "后来")
    assert len({*keys, later.pk}) == 3 + 1 + 5 + 20 + 4 + 1


def test_a_row_that_is_to_go_and_that_something_rests_on_is_told(city: Region) -> None:
    elsewhere = Region.objects.create(code="420700", name="别的市", kind="city")
    parks_of(city, "一")
    with Staging() as into:
        assert not into.rests_on_gone(Region)
        into.delete(Region, [elsewhere.pk])
        assert not into.rests_on_gone(Region)
        into.delete(Region, [city.pk])
        assert into.rests_on_gone(Region)


def test_rows_that_are_new_are_told_apart_once_they_moved(city: Region) -> None:
    parks_of(city, "一")
    with Staging() as into:
        into.insert(Park, columns(into, city, "二", "三"))
        into.move_new()
        assert [park.name for park in into.not_new(Park.objects.all())] == ["一"]
        assert sorted(into.new_values(Park, "name")) == sorted(["二", "三"])


def test_who_waits_to_write_waits_as_long_as_the_settings_say(tmp_path: Path) -> None:
    path = tmp_path / "one.sqlite3"
    settings = {
        "ENGINE": "lianzhang.kernel.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.3},
    }
    waits = ConnectionHandler({"default": settings})["default"]
    writes = sqlite3.connect(path, isolation_level=None)
    writes.execute("BEGIN IMMEDIATE")
    begun = monotonic()
    with pytest.raises(OperationalError, match="locked"):
        waits.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert monotonic() - begun >= 0.3
    writes.execute("COMMIT")
    waits.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert waits.connection.execute("PRAGMA busy_timeout").fetchone() == (300,)
    waits.rollback()
    waits.close()
    writes.close()
