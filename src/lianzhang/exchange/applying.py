"""What an applied batch writes, and what stands in the way of undoing it: lines turned into writes and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from lianzhang.kernel.registers import ALIKE, CHANGED, NEW, Changes, RegisterImporter, RowDiff
from lianzhang.kernel.staging import Staging

from .models import Batch, BatchPage

__all__ = ["ROWS_NAMED", "in_the_way", "meant", "stage_pages", "stage_undo", "undecided", "written_pages"]

ROWS_NAMED = 10  # rows named in one message
PAGES_TOGETHER = 5  # staged at a time: more rows in memory, fewer questions to the database
WRITTEN = (NEW, CHANGED, ALIKE)
Step = Callable[[int], None]


def written_pages(batch: Batch) -> Iterator[BatchPage]:
    """The pages whose lines write something, in a fixed order, a few in memory at a time.

    No query stays open between two of them: on SQLite nothing could be written meanwhile.
    """
    order = "status", "number"
    keys = iter(list(batch.pages.filter(status__in=WRITTEN).order_by(*order).values_list("pk", flat=True)))
    while some := list(islice(keys, PAGES_TOGETHER)):
        yield from BatchPage.objects.filter(pk__in=some).order_by(*order)


def meant(line: RowDiff, decisions: dict[str, int]) -> tuple[int | None, Changes]:
    """The row a line writes to (None: a new one), and what it changes there."""
    if line.status != ALIKE:
        return line.key, line.changes
    chosen = next((each for each in line.alike if each.key == decisions.get(str(line.number))), None)
    return (chosen.key, chosen.changes) if chosen else (None, line.changes)


def undecided(batch: Batch) -> int:
    """How many possible duplicates nobody has decided on."""
    return batch.counts.get(ALIKE, 0) - len(batch.decisions)


def _new(changes: Changes) -> dict[str, Any]:
    return {column: new for column, (_, new) in changes.items()}


def _old(changes: Changes) -> dict[str, Any]:
    return {column: old for column, (old, _) in changes.items()}


def stage_pages(batch: Batch, importer: RegisterImporter, into: Staging, step: Step) -> dict[int, int]:
    """Stage what every line writes; the row numbers by key. Each page's keys are staged with it, for the page of the
    batch and for undoing."""
    written: dict[int, int] = {}
    pages = written_pages(batch)
    while together := list(islice(pages, PAGES_TOGETHER)):
        lines = [page.lines for page in together]
        writes = [meant(line, batch.decisions) for each in lines for line in each]
        made = iter(importer.create([_new(changes) for key, changes in writes if key is None], into))
        importer.change({key: _new(changes) for key, changes in writes if key is not None and changes}, into)
        keys = iter([next(made) if key is None else key for key, _ in writes])
        by_page = [list(islice(keys, len(own))) for own in lines]
        into.overwrite(BatchPage, [page.pk for page in together], {"keys": by_page})
        for page_keys, own in zip(by_page, lines, strict=True):
            written |= {key: line.number for key, line in zip(page_keys, own, strict=True)}
        step(len(written))
    return written


def in_the_way(batch: Batch, importer: RegisterImporter) -> list[str]:
    """Why the batch cannot be undone, row by row; nothing where it can."""
    reasons: list[str] = []
    for page in written_pages(batch):
        lines, keys = page.lines, page.keys
        stands, out = importer.stands(keys), importer.not_undoable(keys)
        new = [key for key, line in zip(keys, lines, strict=True) if meant(line, batch.decisions)[0] is None]
        built = importer.built_on(new)
        for line, key in zip(lines, keys, strict=True):
            why = "不归您现在的岗位办理" if key in out else ""  # whatever became of it
            if why := why or _why_not(line, stands.get(key), built.get(key), batch.decisions):
                reasons.append(f"第{line.number}行“{line.title}”{why}")
    return reasons


def _why_not(line: RowDiff, stands: dict[str, Any] | None, built: str | None, decisions: dict[str, int]) -> str:
    if stands is None:
        return "已经不在名录里，或并入了别的"
    if built:
        return f"之后有了{built}"
    _, changes = meant(line, decisions)
    moved = [column for column, (_, new) in changes.items() if not same(stands.get(column), new)]
    return "之后又改过" if moved else ""


def same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return one == other


def stage_undo(batch: Batch, importer: RegisterImporter, into: Staging, step: Step) -> None:
    """Stage what stood there before, and the end of what did not."""
    done = 0
    for page in written_pages(batch):
        writes = [(key, *meant(line, batch.decisions)) for key, line in zip(page.keys, page.lines, strict=True)]
        importer.change({key: _old(changes) for key, was, changes in writes if was is not None and changes}, into)
        importer.remove([key for key, was, _ in writes if was is None], into)
        done += len(writes)
        step(done)
