"""What an applied batch writes, and what stands in the way of undoing it: lines turned into writes and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.enterprises.api import hangs_on_firm
from lianzhang.kernel.registers import ALIKE, CHANGED, NEW, ActingImporter, Changes, RowDiff, StagedImporter
from lianzhang.kernel.staging import Staging
from lianzhang.records.api import label_of
from lianzhang.records.models import Attachment

from .models import Batch, BatchPage

__all__ = [
    *(
        "ONE_BY_ONE",
        "ROWS_NAMED",
        "WrittenTwice",
        "enact_pages",
        "in_the_way",
        "meant",
        "stage_pages",
        "stage_undo",
        "undecided",
    ),
    "written_pages",
]

# Of a register whose rows are written by acts of their own.
ONE_BY_ONE = "这一类每条各有自己的经过，不能整批撤销；请打开要改的那一条，在它的页上改或撤销。"
ROWS_NAMED = 10  # rows named in one message
PAGES_TOGETHER = 5  # staged at a time: more rows in memory, fewer questions to the database
WRITTEN = (NEW, CHANGED, ALIKE)
Step = Callable[[int], None]


class WrittenTwice(Exception):
    """Two lines write to one row: at least one of them was judged wrongly. Their numbers."""

    def __str__(self) -> str:
        first, second = sorted(self.args)
        return f"第{first}行和第{second}行写的是名录里的同一条，一行也没有写；请改其中一行的判断，或改好表格重新上传。"


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
    chosen = next((each for each in line.alike if each.answer == decisions.get(str(line.number))), None)
    return (chosen.key, chosen.changes) if chosen else (None, line.changes)


def undecided(batch: Batch) -> int:
    """How many possible duplicates nobody has decided on."""
    return batch.counts.get(ALIKE, 0) - len(batch.decisions)


def _new(changes: Changes) -> dict[str, Any]:
    return {column: new for column, (_, new) in changes.items()}


def _old(changes: Changes) -> dict[str, Any]:
    return {column: old for column, (old, _) in changes.items()}


def stage_pages(batch: Batch, importer: StagedImporter, into: Staging, step: Step) -> dict[int, int]:
    """Stage what every line writes; the row numbers by key. Each page's keys are staged with it, for the page of the
    batch and for undoing. Raises WrittenTwice."""
    written: dict[int, int] = {}
    pages = written_pages(batch)
    while together := list(islice(pages, PAGES_TOGETHER)):
        lines = [page.lines for page in together]
        writes = [meant(line, batch.decisions) for each in lines for line in each]
        made = iter(importer.create([_new(changes) for key, changes in writes if key is None], into))
        importer.change({key: _new(changes) for key, changes in writes if key is not None and changes}, into)
        keys = iter([next(made) if key is None else key for key, _ in writes])
        by_page = [list(islice(keys, len(own))) for own in lines]
        firms = _firms(importer, by_page, lines)
        into.overwrite(BatchPage, [page.pk for page in together], {"keys": by_page, "firms": firms})
        for page_keys, own in zip(by_page, lines, strict=True):
            for key, line in zip(page_keys, own, strict=True):
                if written.setdefault(key, line.number) != line.number:
                    raise WrittenTwice(written[key], line.number)
        step(len(written))
    return written


def enact_pages(batch: Batch, importer: ActingImporter, step: Step) -> dict[int, int]:
    """Write every line by its act, in the caller's transaction; the row numbers by key. Raises ValidationError."""
    written: dict[int, int] = {}
    for page in written_pages(batch):
        page.keys = []
        for line in page.lines:
            try:
                page.keys.append(importer.enact(line))
            except ValidationError as refused:
                told = "；".join(refused.messages)
                raise ValidationError(f"第{line.number}行“{line.title}”：{told} 一行也没有写。") from refused
            written[page.keys[-1]] = line.number
            step(len(written))
        page.save(update_fields=["keys"])
    return written


def _firms(importer: StagedImporter, keys: list[list[int]], lines: list[list[RowDiff]]) -> list[list[int | None]]:
    """The keys of the firms that rows hang on, page by page: as those that are there say, else as the line of a new
    one says. Empty for rows that hang on none."""
    if not hangs_on_firm(importer.model):
        return [[] for _ in keys]
    rows = importer.model._default_manager.filter(pk__in=[key for own in keys for key in own])
    standing = dict(rows.values_list("pk", "enterprise"))
    return [
        [standing.get(key) or line.changes.get("firm", (None, None))[1] for key, line in zip(*page, strict=True)]
        for page in zip(keys, lines, strict=True)
    ]


def in_the_way(batch: Batch, importer: StagedImporter) -> list[str]:
    """Why the batch cannot be undone, row by row; nothing where it can."""
    reasons: list[str] = []
    back: list[RowDiff] = []
    for page in written_pages(batch):
        lines = [(key, line, *meant(line, batch.decisions)) for key, line in zip(page.keys, page.lines, strict=True)]
        stands, out = importer.stands(page.keys), importer.not_undoable(page.keys)
        built = _built_on(importer, [key for key, _, was, _ in lines if was is None])
        for key, line, was, changes in lines:
            why = "不归您现在的岗位办理" if key in out else ""  # whatever became of it
            if why := why or _why_not(importer, was is None, changes, stands.get(key), built.get(key)):
                reasons.append(f"第{line.number}行“{line.title}”{why}")
            elif was is None or changes:
                back.append(RowDiff(line.number, NEW if was is None else CHANGED, line.title, key, _reversed(changes)))
    if reasons:
        return reasons
    against = importer.against_undo(back)
    return [f"第{line.number}行“{line.title}”{against[line.key]}" for line in back if line.key in against]


def _built_on(importer: StagedImporter, keys: list[int]) -> dict[int, str]:
    """What new rows carry by now: other rows, or papers, which hang on by name alone."""
    label = label_of(importer.model)
    subjects = {f"{label}:{key}": key for key in keys}
    papers = Attachment.objects.filter(subject__in=subjects).values_list("subject", flat=True)
    return {subjects[subject]: "附件" for subject in papers} | importer.built_on(keys)


def _why_not(
    importer: StagedImporter, new: bool, changes: Changes, stands: dict[str, Any] | None, built: str | None
) -> str:
    if stands is None:
        return "已经不在名录里，或并入了别的"
    if built:
        return f"之后有了{built}"
    written = _new(changes)
    if new:  # it goes with all that stands in it, so nothing may have come to what was left blank
        written = {**dict.fromkeys(stands), **importer.unsaid(stands), **written}
    moved = [column for column, value in written.items() if not same(stands.get(column), value)]
    return "之后又改过" if moved else ""


def _reversed(changes: Changes) -> Changes:
    return {column: [new, old] for column, (old, new) in changes.items()}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return one == other


def stage_undo(batch: Batch, importer: StagedImporter, into: Staging, step: Step) -> dict[int, int]:
    """Stage what stood there before, and the end of what did not; the numbers of the rows that stay, by key."""
    done = 0
    stay: dict[int, int] = {}
    for page in written_pages(batch):
        writes = [(key, *meant(line, batch.decisions)) for key, line in zip(page.keys, page.lines, strict=True)]
        importer.change({key: _old(changes) for key, was, changes in writes if was is not None and changes}, into)
        importer.remove([key for key, was, _ in writes if was is None], into)
        stay |= {key: line.number for (key, was, _), line in zip(writes, page.lines, strict=True) if was is not None}
        done += len(writes)
        step(done)
    return stay
