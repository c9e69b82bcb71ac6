"""A room is entered by its face: `api.py` says what it offers, `models.py` what it holds; the rest is its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
HOUSE = TESTS.parent / "src/lianzhang"
OPEN = {"kernel", "config"}  # a library, every module of which is a face; and what puts the house together
FACES = ("api", "models")
ROOMS = sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists() and path.name not in OPEN)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module, as `lianzhang.room.module`, of all that a file imports from the house by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{each.name}" if node.module.count(".") < 2 else node.module for each in node.names]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.startswith("lianzhang."))


def passes_by_the_face(path: Path, room: str) -> Iterator[tuple[int, str]]:
    for line, module in imports_of(path):
        _, entered, *rest = module.split(".")
        if entered not in {room, *OPEN} and not (rest and rest[0] in FACES):
            yield line, f"{path.name} imports {module}"


@pytest.mark.parametrize("room", [*ROOMS, "config"])
def test_a_room_imports_others_by_their_face(room: str) -> None:
    files = [path for path in (HOUSE / room).rglob("*.py") if "migrations" not in path.parts]
    assert [fault for path in files for fault in passes_by_the_face(path, room)] == []


@cache
def asked_of_faces() -> frozenset[tuple[str, str]]:
    """Module and name of all that is imported in the house and its tests."""
    return frozenset(
        (node.module or "", name.name)
        for path in (*HOUSE.rglob("*.py"), *TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    )


@pytest.mark.parametrize("room", [room for room in ROOMS if (HOUSE / room / "api.py").exists()])
def test_a_face_offers_what_somebody_imports(room: str) -> None:
    face = ast.parse((HOUSE / room / "api.py").read_text(encoding="utf-8"))
    (offered,) = (ast.literal_eval(each.value) for each in face.body if isinstance(each, ast.Assign))
    asked = {name for module, name in asked_of_faces() if module == f"lianzhang.{room}.api"}
    assert set(offered) - asked == set()


def test_a_way_around_a_face_is_seen(tmp_path: Path) -> None:
    lines = [
        "from lianzhang.plans.evaluating import Run",
        "from lianzhang.plans import stated",
        "import lianzhang.work.acts",
        "from lianzhang.plans.models import Plan",
        "from lianzhang.plans import api",
        "from lianzhang.kernel.stale import StaleRow",
        "from lianzhang.cockpit.queries import rooms",
    ]
    wrong = tmp_path / "wrong.py"
    wrong.write_text("\n".join(lines))
    assert [line for line, _ in passes_by_the_face(wrong, "cockpit")] == [1, 2, 3]
