"""Changes of plans as the pages ask for them: the list, what waits for whom, one with all that is said of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from lianzhang.access.api import NOTHING, acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import ChangeState, PaperDraft, PlanChange
from lianzhang.plans.permissions import Permission
from lianzhang.plans.workbook.layout import title_of
from lianzhang.records.api import Happening, history_of

from .between import Between, changed_between
from .lifecycle import PLAN_CHANGE, moved
from .previews import ADDED, Preview, SeenChange, by_table, content_of, preview_of
from .recognizing import LAID

__all__ = ["ChangeDossier", "change_dossier", "change_page", "changes_to_do", "filter_changes", "open_drafts"]

ROWS = 50
FEW = 60
SHOWN = 500  # lines of what would change, on one page
ORDERS: Columns = {"title": ("title",), "state": ("state", "-pk"), "entered": ("entered_at",)}


def changes_to_do(by: User) -> Q:
    """To be checked by one who did not type it, or finished by the post that began it."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.APPLY_CHANGE):
        waiting |= Q(state=ChangeState.PROPOSED) & ~Q(authors__includes=by.pk)
    if may(by, Permission.PROPOSE_CHANGE):
        waiting |= Q(state=ChangeState.DRAFT, post=active.post)
    return waiting


def filter_changes(by: User, state: str = "", row: str = "", order: str | None = None) -> QuerySet[PlanChange]:
    """`row`: only what took effect and changed the row of that id."""
    rows = visible(by, PlanChange).defer("content", "effects", "edits")
    if row:
        rows = rows.filter(touched__contains=f" {row} ")
    if state in ChangeState.values:
        rows = rows.filter(state=state)
    elif state == "todo":
        rows = rows.filter(changes_to_do(by))
    return sorted_rows(rows.order_by("-pk"), ORDERS, order)


def change_page(
    by: User, state: str, row: str, number: str | None, order: str | None = None
) -> tuple[Page, list[PlanChange], int]:
    """The page, its rows, and how many wait for the one who looks."""
    page, rows = listed_rows(
        by, filter_changes(by, state, row, order), ROWS, number, "plan", "entered_by", "applied_by"
    )
    return page, list(rows), visible(by, PlanChange).filter(changes_to_do(by)).count()


def open_drafts(by: User) -> QuerySet[PaperDraft]:
    """Plans that are being drafted from their papers."""
    return visible(by, PaperDraft).filter(state=PaperDraft.State.OPEN).select_related("entered_by").defer("text")


@dataclass(frozen=True, slots=True)
class ChangeDossier:
    """One change with all that its page says; of one that took effect what it did, of others what it would.

    `paper`: what it was drafted from, `left_alone` how many rows of the plan it leaves as they are."""

    preview: Preview
    changes: list[SeenChange]
    more: int
    offers: list[Offer]
    history: list[Happening]
    paper: PaperDraft | None
    left_alone: list[tuple[str, int]]
    between: Between | None = None

    @property
    def groups(self) -> list[tuple[str, list[SeenChange]]]:
        return by_table(self.changes)

    @property
    def few(self) -> bool:
        """Whether all of them are read without opening table after table."""
        return len(self.changes) <= FEW


def change_dossier(row: PlanChange, by: User) -> ChangeDossier:
    if row.state == ChangeState.APPLIED:
        preview = Preview(changes=[SeenChange(**each) for each in row.effects])
    else:
        preview = preview_of(row)
    changes = preview.own
    offers = PLAN_CHANGE.offers(row, by)
    if moved(row, by):
        offers = [each for each in offers if each.step.name != "override"]
    paper = visible(by, PaperDraft).filter(change=row).defer("text").first()
    return ChangeDossier(
        *(preview, changes[:SHOWN], max(len(changes) - SHOWN, 0), offers, history_of(row)),
        paper,
        _left_alone(row, preview) if paper and row.plan and row.state != ChangeState.APPLIED else [],
        changed_between(row, by),
    )


def _left_alone(row: PlanChange, preview: Preview) -> list[tuple[str, int]]:
    """By table, rows that stand and of which nothing changes."""
    tables = (content_of(row.plan) or {"tables": {}})["tables"] if row.plan else {}
    touched = {(each.table, each.row) for each in preview.changing if each.action != ADDED}
    counts = (
        (title, len(tables.get(name, ())) - sum(table == title for table, _ in touched))
        for name in LAID
        if (title := title_of(name))
    )
    return [(title, count) for title, count in counts if count > 0]
