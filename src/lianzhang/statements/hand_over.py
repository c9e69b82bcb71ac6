"""What is open at an account when its post passes on: statements not yet submitted, or returned."""

from __future__ import annotations

from django.db.models import F

from lianzhang.access.active import ActiveAssignment
from lianzhang.access.models import Assignment
from lianzhang.access.open_work import OpenWork
from lianzhang.access.roles import role
from lianzhang.access.row_policy import policy_of
from lianzhang.records.actions import record
from lianzhang.statements.models import Statement, StatementState

__all__ = ["move_statements"]

OPEN = (StatementState.DRAFT, StatementState.RETURNED)


def move_statements(left: Assignment, taken: Assignment) -> list[OpenWork]:
    """Drafts and returned statements within the post's reach become those of the account that takes over."""
    found, rule = role(left.role_code), policy_of(Statement)
    if found is None or rule is None:
        return []
    mine = Statement.objects.filter(entered_by=left.user, state__in=OPEN).select_related("enterprise")
    rows = list(mine.filter(rule.acted_by(ActiveAssignment(left.user_id, left, found))).select_for_update(of=("self",)))
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(entered_by=taken.user, version=F("version") + 1)
    for row in rows:
        record("statement.pass_on", row, by="岗位交接", changes={"entered_by": [str(left.user), str(taken.user)]})
    return [OpenWork("statement", row.pk, str(row)) for row in rows]
