"""Acts that share rows, two at a time: one order of locks for the whole house, so that none waits in a ring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from tests.migrated import migrated_place

pytestmark = pytest.mark.django_db


def test_pairs_of_acts_beside_each_other_meet_no_deadlock(tmp_path: Path) -> None:
    """On SQLite writers stand in line by themselves: a few pairs show that nobody is told "locked"."""
    pairs = 60 if connection.vendor == "postgresql" else 8
    with migrated_place(tmp_path / "place") as place:
        script = "from tests.work import racing\nfrom tests.supervision import issuing\n"
        script += f"print(racing.main({pairs}))\nprint(issuing.main(4))"
        told, issued = map(json.loads, place.told(script).splitlines()[-2:])
    assert issued == {"serials": [1, 2, 3, 4], "titles": 4, "wrong": []}
    assert told["wrong"] == []
    assert told["retried"] == 0
    assert told["raised"] == 12
    assert told["pairs"] >= min(pairs, 40)
