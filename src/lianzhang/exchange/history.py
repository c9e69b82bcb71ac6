"""What imports did to single rows, told in each row's own history: the log knows a batch as a whole alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import JSONField, Lookup, Model, Q

from lianzhang.kernel.registers import Changes, RowDiff, registers
from lianzhang.kernel.sheets import Sheet
from lianzhang.records.api import Happening, register_history

from .applying import meant
from .models import Batch, BatchPage
from .queries import LineWords

__all__ = ["imports_of"]


@JSONField.register_lookup
class Holds(Lookup):
    """Whether a list of numbers holds one: `keys__holds=7`. Django's `contains` knows no SQLite."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, given = self.process_lhs(compiler, connection)
        return f"{left} @> %s::jsonb", (*given, f"[{int(self.rhs)}]")

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, given = self.process_lhs(compiler, connection)
        return f"EXISTS (SELECT 1 FROM json_each({left}) WHERE value = %s)", (*given, int(self.rhs))  # noqa: S608


def imports_of(rows: Sequence[Model]) -> Iterator[Happening]:
    """The batches that wrote these rows, with file and line, and what each changed. One query for each register."""
    for register in registers():
        keys = {row.pk for row in rows if isinstance(row, register.model)}
        if not keys:
            continue
        held = reduce(or_, (Q(keys__holds=key) for key in sorted(keys)))
        pages = BatchPage.objects.filter(held, batch__register=register.code, batch__applied_at__isnull=False)
        sheet_of = cache(register.sheet)
        for page in pages.select_related("batch__applied_by", "batch__undone_by"):
            for line, key in zip(page.lines, page.keys, strict=True):
                if key in keys:
                    yield from _happenings(page.batch, line, sheet_of)


def _happenings(batch: Batch, line: RowDiff, sheet_of: Callable[[int], Sheet]) -> Iterator[Happening]:
    """A new row says its line alone; its values stand on its page."""
    place = f"{batch.name} 第{line.number}行"
    key, changes = meant(line, batch.decisions)
    changed = _words(LineWords(sheet_of(batch.city_id), batch), changes) if key is not None else ()
    if batch.applied_at:
        yield Happening(batch.applied_at, str(batch.applied_by), "由表格导入", (place, *changed))
    if batch.undone_at:
        yield Happening(batch.undone_at, str(batch.undone_by), "撤销导入", (place,))


def _words(words: LineWords, changes: Changes) -> Iterator[str]:
    for title, old, new in words.changes(changes):
        yield f"{title}：{old or '（空）'} → {new or '（空）'}"


register_history(imports_of)
