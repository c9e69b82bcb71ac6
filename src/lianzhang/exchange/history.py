"""What imports did to single rows, told in each row's own history: the log knows a batch as a whole alone.

A firm tells the imports of what hangs on it as well, as far as whoever asks sees those rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

from django.db.models import JSONField, Lookup, Model, QuerySet

from lianzhang.enterprises.api import hanging_on, hangs_on_firm
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.registers import Changes, Register, RowDiff, registers
from lianzhang.kernel.sheets import Sheet
from lianzhang.records.api import Happening, Shared, register_history, register_shared, subject_of
from lianzhang.records.models import AuditEvent

from .applying import meant
from .models import Batch, BatchPage
from .queries import LineWords

__all__ = ["imports_of"]

APPLY, UNDO = "batch.apply", "batch.undo"


@JSONField.register_lookup
class HoldsOne(Lookup):
    """Whether a list of numbers holds one of some: `keys__holds_one={7, 8}`. Django's `contains` knows no SQLite."""

    lookup_name = "holds_one"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """As the index of the column takes it."""
        left, given = self.process_lhs(compiler, connection)
        keys: list[int] = sorted(self.rhs)
        one = f"{left} @> to_jsonb(%s::bigint)"
        return f"({' OR '.join([one] * len(keys))})", tuple(word for key in keys for word in (*given, key))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, given = self.process_lhs(compiler, connection)
        keys: list[int] = sorted(self.rhs)
        places = ", ".join(["%s"] * len(keys))
        sql, words = f"EXISTS (SELECT 1 FROM json_each({left}) WHERE value IN ({places}))", (*given, *keys)  # noqa: S608
        if len(keys) > 1:
            return sql, words
        return f"(instr({left}, %s) > 0 AND {sql})", (*given, str(keys[0]), *words)  # most pages need not be parsed


class Written(NamedTuple):
    """One line that an applied batch wrote."""

    batch: Batch
    register: Register
    line: RowDiff
    words: LineWords

    @property
    def place(self) -> str:
        return f"{self.batch.name} 第{self.line.number}行"

    def changes(self, *, undone: bool = False) -> Iterator[str]:
        """Field by field; of a new row nothing, its values stand on its page, and none where the act itself told it."""
        key, changes = meant(self.line, self.batch.decisions)
        if key is None or self.register.by_acts:
            return
        for title, old, new in self.words.changes(_turned(changes) if undone else changes):
            yield f"{title}：{old or '（空）'} → {new or '（空）'}"


def _turned(changes: Changes) -> Changes:
    return {column: [new, old] for column, (old, new) in changes.items()}


def _written(wanted: Mapping[type[Model], set[int | None]]) -> Iterator[Written]:
    """The lines that wrote rows with these keys, by model; None among them: those as well that are gone of the firms.

    Two queries for each register."""
    firms = wanted.get(Enterprise, set())
    for register in registers():
        keys = wanted.get(register.model)
        if not keys:
            continue
        of_firms = bool(firms) and hangs_on_firm(register.model)
        held = {"firms__holds_one": firms} if of_firms else {"keys__holds_one": keys}
        pages = BatchPage.objects.filter(**held, batch__register=register.code, batch__applied_at__isnull=False)
        yield from _of_pages(register, pages, keys, firms if of_firms else set())


def _of_pages(
    register: Register, pages: QuerySet[BatchPage], keys: set[int | None], firms: set[int | None]
) -> Iterator[Written]:
    lines = []
    sheet_of: Callable[[int], Sheet] = cache(register.sheet)
    for page in pages.select_related("batch__applied_by", "batch__undone_by"):
        words = LineWords(sheet_of(page.batch.city_id), page.batch)
        for line, key, firm in zip_longest(page.lines, page.keys, page.firms):
            if key in keys or (None in keys and firm in firms):
                lines.append((key, Written(page.batch, register, line, words)))
    others = {key for key, _ in lines} - keys
    standing = set(register.model._default_manager.filter(pk__in=others).values_list("pk", flat=True))
    yield from (each for key, each in lines if key not in standing)


def imports_of(rows: Sequence[Model]) -> Iterator[Happening]:
    """The batches that wrote these rows, with file and line, what each changed, and from which post and address. Rows
    of another kind than the first hang on it, and are named."""
    wanted: dict[type[Model], set[int | None]] = {}
    for row in rows:
        wanted.setdefault(type(row), set()).add(row.pk)
    lines = list(_written(wanted))
    asked = {subject_of(each.batch) for each in lines}
    told = AuditEvent.objects.filter(subject__in=asked, action__in=(APPLY, UNDO)) if asked else ()
    events = {(event.subject, event.action): event for event in told}
    for each in lines:
        batch = each.batch
        named = () if isinstance(rows[0], each.register.model) else (f"{each.register.title}：{each.line.title}",)
        for action, word, at, by in (
            (APPLY, "由表格导入", batch.applied_at, batch.applied_by),
            (UNDO, "撤销导入", batch.undone_at, batch.undone_by),
        ):
            if at:
                event = events.get((subject_of(batch), action))
                post, address = (event.post, event.address) if event else ("", "")
                details = (each.place, *named, *each.changes(undone=action == UNDO))
                yield Happening(at, str(by), word, details, post=post, address=address)


def _events_of(model: type[Model], key: int) -> Iterator[Shared]:
    """The events of the batches that wrote a row, or what hangs on it where it is a firm."""
    wanted: dict[type[Model], set[int | None]] = {model: {key}}
    if model is Enterprise:
        for row in hanging_on([key]):
            wanted.setdefault(type(row), set()).add(row.pk)
    for each in _written(wanted):
        for action, at in ((APPLY, each.batch.applied_at), (UNDO, each.batch.undone_at)):
            if at:
                yield Shared(subject_of(each.batch), action, (f"第{each.line.number}行",))


register_history(imports_of, of_parts=True)
register_shared(_events_of)
