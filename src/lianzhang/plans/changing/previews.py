"""What a proposed change comes to: the plan as it would be, what is wrong with it, what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from lianzhang.kernel.periods import parse_period
from lianzhang.kernel.sheets import CellError, Column, Problem
from lianzhang.plans.folder import Content, KeptSource, PlanFolder, read_checked
from lianzhang.plans.folder.declaring import PlanTable
from lianzhang.plans.folder.reading import usual_rows
from lianzhang.plans.loading import Change, LoadRefused, diff_folder
from lianzhang.plans.models import Plan, PlanChange, PlanContent
from lianzhang.plans.workbook import in_workbook
from lianzhang.plans.workbook.cells import shown_cell
from lianzhang.plans.workbook.layout import BY_NAME, named_by
from lianzhang.plans.workbook.names import Names
from lianzhang.registry.models import Region

from .edits import EditLost, edited
from .goal_rows import goal_that_holds

__all__ = ["ADDED", "Preview", "SeenChange", "by_table", "content_of", "foreign", "preview_of", "previewed"]

CELLS_TOLD = 6  # of a new row
# What a person checks first.
FIRST = ("targets", "goals", "duties", "ranks", "posts", "chains", "groups", "clauses")
COMPARES = dict(next(each for each in BY_NAME["goals"].sheet.columns if each.key == "comparator").choices)
YES_NO = {"yes": "是", "True": "是", "False": "否"}
WORDS = {"added": "新增", "changed": "改动", "removed": "删去", "kept": "照旧"}
ADDED, ORDER = WORDS["added"], "次序"


@dataclass(frozen=True)
class SeenChange:
    """One line of what would change, in the words of the screens."""

    table: str
    action: str
    row: str  # its ids
    name: str = ""
    field: str = ""
    old: str = ""
    new: str = ""


@dataclass
class Preview:
    """`folder` is the plan as it would be; None where it cannot even be read together."""

    folder: PlanFolder | None = None
    problems: list[Problem] = field(default_factory=list)
    changes: list[SeenChange] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def unchanged(self) -> bool:
        return self.sound and not self.changing

    @property
    def changing(self) -> list[SeenChange]:
        return [each for each in self.changes if each.action != WORDS["kept"]]

    @cached_property
    def usual(self) -> dict[str, int]:
        """By table, how many rows come that any plan has which says nothing of them."""
        written = self.folder.written if self.folder else {table.name for table in BY_NAME.values()}
        usual = {table.title for table in BY_NAME.values() if table.usual and table.name not in written}
        new = (each.table for each in self.changing if each.action == ADDED)
        return dict(Counter(title for title in new if title in usual))

    @property
    def own(self) -> list[SeenChange]:
        """What somebody wrote, goals and duties first; not that rows stand at other places."""
        places = {BY_NAME[name].title: at for at, name in enumerate(FIRST)}
        told = [each for each in self.changing if each.field != ORDER] or self.changing
        rows = (each for each in told if each.action != ADDED or not (each.table in self.usual or self._of_new(each)))
        return sorted(rows, key=lambda each: (places.get(each.table, len(places)), each.table))

    @cached_property
    def _new_targets(self) -> set[str]:
        title = BY_NAME["targets"].title
        return {each.row for each in self.changing if each.table == title and each.action == ADDED}

    def _of_new(self, change: SeenChange) -> bool:
        """A goal of a target that comes with it: the target's line says it."""
        return change.table == BY_NAME["goals"].title and change.row.split(" ")[0] in self._new_targets

    @property
    def compares(self) -> bool:
        """Whether anything stood otherwise before."""
        return any(each.old for each in self.own)

    @property
    def moves_rights(self) -> bool:
        """Whether it changes what accounts see and may do: which role a rank has, of which rank and reach a post is."""
        return any(
            each.table == BY_NAME["posts"].title or (each.table == BY_NAME["ranks"].title and each.field != ORDER)
            for each in self.changing
        )

    @cached_property
    def counts(self) -> list[tuple[str, dict[str, int]]]:
        """By table, how many rows of each kind of change, the usual ones apart."""
        tables: dict[str, Counter[str]] = {}
        for each in self.own:
            tables.setdefault(each.table, Counter())[each.action] += 1
        return [(table, dict(count)) for table, count in tables.items()]


def by_table(lines: Iterable[SeenChange]) -> list[tuple[str, list[SeenChange]]]:
    """Lines in their order, table by table."""
    return [(table, list(rows)) for table, rows in groupby(lines, lambda each: each.table)]


def content_of(plan: Plan) -> Content | None:
    """What the plan said when it was loaded; None where a version before this one loaded it."""
    kept = PlanContent.objects.filter(plan=plan).values_list("content", flat=True).first()
    content: Content | None = kept
    return content


def preview_of(row: PlanChange) -> Preview:
    """Reads the database, writes nothing; once for a row in hand, which a page and its steps both ask."""
    kept: Preview | None = getattr(row, "_preview", None)
    if kept is None:
        kept = _preview(row)
        row._preview = kept  # type: ignore[attr-defined]
    return kept


def _preview(row: PlanChange) -> Preview:
    content, stands = row.content, content_of(row.plan) if row.plan else None
    if content is None:
        if stands is None:
            return Preview(problems=[Problem("方案", None, "", "还没有留下这份方案的内容；请先再载入一次")])
        try:
            content = edited(stands, row.edits)
        except EditLost as lost:
            return Preview(
                problems=[Problem("方案", None, "", f"要改的一行（{lost}）已经不在方案里；请撤回，重新提出")]
            )
    return previewed(content, lambda folder: foreign(folder, row.city, row.plan), stands)


def previewed(
    content: Content, faults: Callable[[PlanFolder], Iterable[Problem]], stands: Content | None = None
) -> Preview:
    """What a plan comes to that says `content`; `faults` are what stands against it besides what any plan must keep.
    `stands`: what the plan says now, so that what goes has its name still."""
    folder, problems = read_checked(KeptSource(content))
    told = [in_workbook(problem) for problem in (*problems, *faults(folder))]
    if told:
        return Preview(folder, told)
    try:
        return Preview(folder, changes=seen_changes(diff_folder(folder), folder, stands))
    except LoadRefused as refused:
        return Preview(folder, [in_workbook(problem) for problem in refused.problems])


def foreign(folder: PlanFolder, city: Region, plan: Plan | None) -> Iterator[Problem]:
    """A plan is changed by those of its city alone, and never becomes another plan."""
    if not folder.plan:
        return
    code, of = folder.plan["id"], folder.plan["city"]
    if of and of != city.code:
        yield folder.in_plan("city", f"这份方案是“{of}”的；这里只改“{city}”（{city.code}）的方案")
    if plan and code and code != plan.code:
        yield folder.in_plan("id", f"编号应是“{plan.code}”；改了编号就是另一份方案")
    if code and Plan.objects.filter(code=code).exclude(city=city).exists():
        yield folder.in_plan("id", "这个编号已由别处的方案用着；请换一个")


def seen_changes(changes: Iterable[Change], folder: PlanFolder, stands: Content | None = None) -> list[SeenChange]:
    """The lines of a diff with names for ids, as the plan would have them or has them still."""
    tables = folder.content["tables"]
    before = (stands or {"tables": {}})["tables"]
    known = {name: {row["id"] for row in rows if "id" in row} for name, rows in tables.items()}
    gone = {name: [row for row in rows if row.get("id") not in known.get(name, ())] for name, rows in before.items()}
    named = usual_rows() | tables
    names = Names({name: [*named.get(name, ()), *gone.get(name, ())] for name in {*named, *gone}})
    seen = [_seen(each, names, named.get(each.table, ()), folder) for each in changes]
    goals = tables.get("goals", ())
    return [_revised(each, goals, before) if each.table == BY_NAME["goals"].title else each for each in seen]


def _revised(
    seen: SeenChange, goals: Iterable[Mapping[str, str]], before: Mapping[str, Iterable[Mapping[str, str]]]
) -> SeenChange:
    """Beside a new value of a goal the one that holds now for the same chain, place and period."""
    row = _row_of(seen.row.split(" "), goals)
    if seen.action != ADDED or "target" not in row:
        return seen
    last = goal_that_holds(row, before.get("goals", ()), before.get("targets", ()))
    if last is None:
        return seen
    asked = last.get("comparator", "")
    return replace(seen, old=f"目标值 {last['value']}" + (f"，要求 {COMPARES.get(asked, asked)}" if asked else ""))


def _seen(change: Change, names: Names, rows: Iterable[Mapping[str, str]], folder: PlanFolder) -> SeenChange:
    table = BY_NAME.get(change.table)
    action = WORDS.get(change.action, change.action)
    if table is None:
        new = change.new if change.action != "added" else f"{folder.plan['name']}，{folder.starts}至{folder.ends}"
        return SeenChange("方案", action, change.row, "方案", change.field, change.old, new)
    told = (_part(table, part, names, rows) for part in change.row.split(" "))
    column = next((each for each in table.sheet.columns if each.title == change.field), None)
    other = table.references.get(column.key, "") if column else ""
    old, new = (_words(cell, column, other, names) for cell in (change.old, change.new))
    if change.action == "added":
        new = _said(table, change.row.split(" "), names, rows)
    return SeenChange(table.title, action, change.row, " ".join(told), change.field, old, new)


def _part(table: PlanTable, part: str, names: Names, rows: Iterable[Mapping[str, str]]) -> str:
    """What a row's line calls it by, in the words of the screens."""
    shown = names.shown_in((table.name, *table.references.values()), part)
    if shown == part:  # so a workbook calls what could not be read back by its name
        shown = next((row.get(named_by(table.name), "") for row in rows if row.get("id") == part), "") or part
    words = YES_NO | {code: word for column in table.sheet.columns for code, word in column.choices}
    return words.get(shown, shown)


def _row_of(ids: list[str], rows: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """The row that a line of a diff means: by its id, else by all that it is known by. Blank where there is none."""
    listed = list(rows)
    own = next((each for each in listed if each.get("id") in ids), None)
    return own or next((each for each in listed if set(ids) <= {*each.values(), *_days_of(each)}), {})


def _days_of(row: Mapping[str, str]) -> Iterator[str]:
    """A diff names a period by its first and last day."""
    if cell := row.get("period"):
        period = parse_period(cell)
        yield from (period.start.isoformat(), period.end.isoformat())


def _said(table: PlanTable, ids: list[str], names: Names, rows: Iterable[Mapping[str, str]]) -> str:
    """What a new row says, beside what it is called by."""
    row = _row_of(ids, rows)
    called = {named_by(table.name)} if "id" in row else {key for key, cell in row.items() if cell in ids}
    told = (
        (column.title, _shown(table.name, column, row[column.key], names))
        for column in table.sheet.columns
        if row.get(column.key) and column.key not in {"id", *called}
    )
    return "，".join(f"{title} {cell}" for title, cell in list(told)[:CELLS_TOLD])


def _shown(table: str, column: Column, cell: str, names: Names) -> str:
    try:
        return str(shown_cell(table, column, cell, names))
    except CellError:
        return cell


def _words(cell: str, column: Column | None, other: str, names: Names) -> str:
    """A value of a diff in the words of the screens."""
    if other:
        return "；".join(names.shown(other, part) for part in cell.split("；"))
    return dict(column.choices).get(cell, cell) if column else cell
