"""Roles as data: read once from roles.toml; what they may do is held against the rooms' permissions at start."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from lianzhang.kernel.rooms import permission_words
from lianzhang.kernel.vocabulary import spoken

__all__ = [
    *("ADMINISTRATORS", "ROLES_THAT_HEAD", "ROLES_THAT_LEAD", "Role", "check_roles", "read_roles", "role", "roles"),
    "titles_with",
]

ACTS_FOR = ("", "city", "chains", "place", "firm")


@dataclass(frozen=True, slots=True)
class Role:
    """What an account may do while it acts in this role. `administers`: a role of the house, outside every plan.

    `acts_for`: whose records it keeps: the whole city's, those of the post's chains, of its region or park, of the
    firm itself; blank: none. `heads`: a chief.
    `leads`: the plan gives such posts work of their own. `outside`: works with the chains
    without governing them. `desk`: which first page its posts have; the cockpit says what stands on it.
    """

    code: str
    title_in: str
    permissions: frozenset[str]
    heads: bool = False
    administers: bool = False
    acts_for: str = ""
    leads: bool = False
    outside: bool = False
    desk: str = ""

    @property
    def title(self) -> str:
        return spoken(self.title_in)

    @property
    def governs(self) -> bool:
        return not self.administers and not self.outside

    @property
    def of_unit(self) -> bool:
        """Its posts act for the body that holds them, and keep the records of no city, chain or place."""
        return self.governs and not (self.acts_for or self.heads or self.leads)


def _role(code: str, facts: Mapping[str, Any]) -> Role:
    said = {name: value for name, value in facts.items() if name not in ("title", "permissions")}
    return Role(code=code, title_in=facts["title"], permissions=frozenset(facts["permissions"]), **said)


def read_roles(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Role]:
    """Roles by code. Raises ImproperlyConfigured for a property that a role cannot have."""
    roles = {}
    for code, each in table.items():
        try:
            roles[code] = _role(code, each)
        except (KeyError, TypeError) as error:
            raise ImproperlyConfigured(f"role {code!r} in roles.toml: {error}") from error
        if roles[code].acts_for not in ACTS_FOR:
            raise ImproperlyConfigured(f"role {code!r} in roles.toml acts for {roles[code].acts_for!r}")
    return roles


@cache
def roles() -> dict[str, Role]:
    return read_roles(tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8")))


def role(code: str) -> Role | None:
    return roles().get(code)


def titles_with(permission: str) -> str:
    """The roles that have a permission, by their titles."""
    return "、".join(each.title for each in roles().values() if permission in each.permissions)


def check_roles(given: Mapping[str, Role] | None = None) -> None:
    """Raises ImproperlyConfigured for a role with a permission that no room declares."""
    for each in (given or roles()).values():
        if unknown := sorted(each.permissions - permission_words().keys()):
            raise ImproperlyConfigured(f"role {each.code!r} in roles.toml: no room declares {', '.join(unknown)}")


ADMINISTRATORS = tuple(code for code, each in roles().items() if each.administers)
# Of ranks: one without a role is an office of the plan alone.
ROLES_THAT_HEAD = tuple(code for code, each in roles().items() if each.heads)
ROLES_THAT_LEAD = ("", *(code for code, each in roles().items() if each.leads))
