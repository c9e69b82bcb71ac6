"""Roles as data: read once from roles.toml, checked against the permissions there are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .permissions import Permission

__all__ = ["ADMINISTRATORS", "Role", "read_roles", "role", "roles"]


@dataclass(frozen=True, slots=True)
class Role:
    """What an account may do while it acts in this role. `administers`: a role of the house, outside every plan."""

    code: str
    title: str
    permissions: frozenset[Permission]
    administers: bool = False


def read_roles(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Role]:
    """Roles by code. Raises ValueError for a permission that does not exist."""
    return {
        code: Role(
            code,
            each["title"],
            frozenset(Permission(permission) for permission in each["permissions"]),
            each.get("administers", False),
        )
        for code, each in table.items()
    }


@cache
def roles() -> dict[str, Role]:
    return read_roles(tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8")))


def role(code: str) -> Role | None:
    return roles().get(code)


ADMINISTRATORS = tuple(code for code, each in roles().items() if each.administers)
