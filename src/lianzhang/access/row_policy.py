"""The only doors to rows: what one sees, how one row is fetched, what one may do. Shut unless a room declares more.

Rooms declare_policy the reach of each role on each of their models in `scope.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from .active import ActiveAssignment, acting
from .roles import roles

__all__ = [
    *(
        "ALL",
        "NOTHING",
        "SYSTEM",
        "Reach",
        "RowPolicy",
        "not_actionable",
        "declare_policy",
        "get_visible_or_404",
        "may",
        "prefetch_permissions",
    ),
    *("policy_of", "rules", "sees_all", "visible"),
]

Row = TypeVar("Row", bound=Model)
Reach = Callable[[ActiveAssignment], Q]

NOTHING = Q(pk__in=())


def ALL(_active: ActiveAssignment) -> Q:
    """Every row of the model."""
    return Q()


class _System:
    """The house itself: commands, jobs, the loading of a plan. It may do everything."""

    pk = None

    def has_perm(self, _permission: str, _row: Any = None) -> bool:
        return True

    def __repr__(self) -> str:
        return "SYSTEM"

    def __str__(self) -> str:
        return "系统"


SYSTEM = _System()


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """Which rows of one model each role sees, and which it may act upon; a role not named reaches none.

    A reach that crosses a many-to-many relation must do so by a subquery, so that no row comes twice.
    """

    sees: Mapping[str, Reach]
    acts: Mapping[str, Reach]

    def seen_by(self, active: ActiveAssignment) -> Q:
        reach = self.sees.get(active.role.code)
        return reach(active) if reach else NOTHING

    def acted_by(self, active: ActiveAssignment) -> Q:
        reach = self.acts.get(active.role.code)
        return reach(active) & self.seen_by(active) if reach else NOTHING


_RULES: dict[type[Model], RowPolicy] = {}


def declare_policy(
    model: type[Model],
    *,
    sees: Mapping[Iterable[str] | str, Reach],
    acts: Mapping[Iterable[str] | str, Reach] | None = None,
) -> None:
    """Say who reaches which rows of `model`. Keys are roles or tuples of them. Raises ValueError for an unknown one."""
    rule = row_policy(sees=sees, acts=acts)
    if _RULES.setdefault(model, rule) != rule:
        raise ValueError(f"{model._meta.label} is declared twice")


def row_policy(
    *, sees: Mapping[Iterable[str] | str, Reach], acts: Mapping[Iterable[str] | str, Reach] | None = None
) -> RowPolicy:
    """A rule that no model has as a whole. Raises ValueError for an unknown role."""
    return RowPolicy(_by_role(sees), _by_role(acts or {}))


def _by_role(table: Mapping[Iterable[str] | str, Reach]) -> dict[str, Reach]:
    flat: dict[str, Reach] = {}
    for key, reach in table.items():
        for code in (key,) if isinstance(key, str) else key:
            if code not in roles() or code in flat:
                raise ValueError(f"role {code!r} is unknown or named twice")
            flat[code] = reach
    return flat


def row_policies() -> Mapping[type[Model], RowPolicy]:
    return _RULES


def policy_of(model: type[Model]) -> RowPolicy | None:
    return _RULES.get(model)


def visible(user: Any, model: type[Row]) -> QuerySet[Row]:
    """The rows of `model` that `user` sees as what it acts now. Nothing for a model that no room declared."""
    rows = model._default_manager.all()
    if user is SYSTEM:
        return rows
    active, rule = acting(user), policy_of(model)
    if active is None or rule is None:
        return rows.none()
    return rows.filter(rule.seen_by(active))


def sees_all(user: Any, model: type[Model], *wholes: Q) -> bool:
    """Whether the reach declared for what `user` acts now is one of `wholes`. No query."""
    if user is SYSTEM:
        return True
    active, rule = acting(user), policy_of(model)
    return active is not None and rule is not None and rule.seen_by(active) in wholes


def get_visible_or_404(user: Any, model: type[Row], *related: str, **lookup: Any) -> Row:
    """One row, with `related` rows joined. Raises Http404: a row out of sight answers like one that does not exist."""
    rows = visible(user, model)
    try:
        return (rows.select_related(*related) if related else rows).get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404 from None


def may(user: Any, permission: str, row: Model | None = None) -> bool:
    """Whether `user` may do this as what it acts now; with a row, whether to this row."""
    if user is SYSTEM:
        return True
    active = acting(user)
    if active is None or not user.is_active or not active.has(permission):
        return False
    return row is None or _reaches(user, active, row)


def prefetch_permissions(user: Any, rows: Iterable[Row]) -> None:
    """Ask for many rows of one model at once what `may` would ask one by one: a list then costs one query."""
    candidates, active = list(rows), acting(user)
    rule = policy_of(type(candidates[0])) if candidates else None
    if active is None or rule is None:
        return
    model = type(candidates[0])
    reached = model._default_manager.filter(rule.acted_by(active), pk__in=[row.pk for row in candidates])
    inside = set(reached.values_list("pk", flat=True))
    user.reached |= {(model, row.pk): row.pk in inside for row in candidates}


def not_actionable(user: Any, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` that `user` may not act upon as what it acts now.

    An act that writes rows asks this before its transaction ends: what was written out of reach is taken back.
    """
    if user is SYSTEM:
        return rows.none()
    active, rule = acting(user), policy_of(rows.model)
    if active is None or rule is None:
        return rows
    # Of these rows alone: all that are within reach may be a hundred thousand.
    return rows.exclude(pk__in=rows.order_by().filter(rule.acted_by(active)).values("pk"))


def _reaches(user: Any, active: ActiveAssignment, row: Model) -> bool:
    """Asked once for each row while `user` lives, which is one request."""
    rule, key = policy_of(type(row)), (type(row), row.pk)
    if rule is None or row.pk is None:
        return False
    if key not in user.reached:
        user.reached[key] = type(row)._default_manager.filter(pk=row.pk).filter(rule.acted_by(active)).exists()
    return user.reached[key]
