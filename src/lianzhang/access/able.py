"""Who may do a thing, by the posts of the city that hold it today, else by role; never by account or person.

Roles outside the government learn whom to turn to and nothing of who does what within it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, Model, Q, Value, When
from django.utils import timezone

from lianzhang.kernel.able import declare_able
from lianzhang.kernel.rooms import permission_words
from lianzhang.kernel.vocabulary import words

from .active import ActiveAssignment, acting, current_assignments
from .roles import role, titles_with
from .row_policy import may, policy_of

__all__ = ["Denied", "able", "denied", "require"]

NAMED = 3
# Those first who answer for the smallest part; a firm's own account last.
NEAREST = ("chains", "place", "city", "", "firm")


class Denied(PermissionDenied):
    """One whose words are made for the person who tried; those of any other are never shown."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def able(permission: str, row: Any = None, by: Any = None, others: bool = False) -> str:
    """The posts that may do this to `row`, else the roles that may at all; "" where there is none. `others`: without
    those of the person who asks, where there are any."""
    active = acting(by)
    if active is not None and active.role.outside:
        return words().office
    posts = _posts(by, active, row) if active and isinstance(row, Model) else []
    having = [each for each in posts if each.has(permission)]
    apart = [each for each in having if each.user_pk != by.pk] if others else []
    return _named(apart or having) or titles_with(permission)


def denied(by: Any, permissions: Iterable[str]) -> str:
    """Why somebody may not, for the page that says so: what one must be able to do, and who is."""
    active, asked = acting(by), list(permissions)
    if active is not None and active.role.outside:
        return f"请与{words().office}联系。"
    titles = "、".join(dict.fromkeys(filter(None, map(titles_with, asked))))
    city = active.city if active else None
    holding = [each for each in _held_in(city) if any(map(each.has, asked))] if city else []
    who = f"{titles}（现有岗位：{named}）" if (named := _named(holding)) else titles
    return f"这里要能{'或'.join(f'“{permission_words()[each]}”' for each in asked)}：{who}可以。"


def require(by: Any, permission: str, row: Model | None = None) -> None:
    """Raises Denied, which says who may, where `by` may not."""
    if not may(by, permission, row):
        raise Denied(denied(by, [permission]) if row is None else _denied_row(by, permission, row))


def _denied_row(by: Any, permission: str, row: Model) -> str:
    return f"“{permission_words()[permission]}”请由{able(permission, row, by) or denied(by, [permission])}办理。"


def _named(posts: Iterable[ActiveAssignment]) -> str:
    """At most three posts by their titles; of more, how many there are."""
    nearest = sorted(posts, key=lambda each: (NEAREST.index(each.role.acts_for), each.title))
    titles = list(dict.fromkeys(each.title for each in nearest))
    shown = "、".join(titles[:NAMED])
    return f"{shown}等{len(titles)}个岗位" if len(titles) > NAMED else shown


def _held_in(city: int) -> list[ActiveAssignment]:
    """Every post of the city for which an account acts today."""
    held = current_assignments(timezone.localdate()).filter(post__city=city, user__is_active=True)
    rows = held.select_related("post__rank", "post__park", "post__city").order_by("post__code", "pk")
    return [ActiveAssignment(each.user_id, each, known) for each in rows if (known := role(each.role_code))]


def _posts(by: Any, active: ActiveAssignment, row: Model) -> list[ActiveAssignment]:
    """The posts of the city that reach `row`. Two queries, once for each row while `by` lives, which is one request."""
    key = ("posts", type(row), row.pk)
    if key not in by.reached:
        by.reached[key] = _reaching(_held_in(active.city), row) if active.city and row.pk else []
    posts: list[ActiveAssignment] = by.reached[key]
    return posts


def _reaching(held: Iterable[ActiveAssignment], row: Model) -> list[ActiveAssignment]:
    rule = policy_of(type(row))
    if rule is None:
        return []
    by_name = {f"held_{each.pk}": each for each in held if each.role.code in rule.acts}
    # Asked of one row, so it costs little what each condition says.
    reach = {name: _case(rule.acted_by(each)) for name, each in by_name.items()}
    told = type(row)._default_manager.filter(pk=row.pk).values(**reach).first() or {}
    return [each for name, each in by_name.items() if told.get(name)]


def _case(condition: Q) -> Case | Value:
    if not condition:
        return Value(value=True, output_field=BooleanField())
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


declare_able(able)
