"""Several problems become one matter in one act; each tells it in its own history, and may be split off again."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.work.api import action

from .models import Problem
from .placing_actions import merge

__all__ = ["join"]


@action
def join(*, lead: Problem, versions: Mapping[Problem, int], by: User) -> Problem:
    """Make `versions` part of `lead`, each at the version that was looked at, or none of them."""
    others = [row for row in versions if row.pk != lead.pk]
    if not others:
        raise ValidationError("请至少选一件并进来。")
    for row in sorted(others, key=lambda each: each.pk):
        merge(row=row, version=versions[row], into=lead.number, by=by)
    lead.refresh_from_db()
    return lead
