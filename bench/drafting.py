"""What the drafting rules find in papers that were marked by hand (tests/drafting/papers), against the limits.

Xiangyang's paper is measured by the plan's own tables. A paper whose text is not kept here is measured where a folder
holds it as <paper>.txt: LIANZHANG_PAPERS=folder. python -m bench drafting, or, without a database,
python -m bench.drafting [--all], which lists what was missed and what was wrong."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from time import perf_counter

from bench.measuring import Measure
from lianzhang.drafting.api import Draft, Span, Target, draft
from lianzhang.drafting.paper import Paper
from lianzhang.drafting.proposals import Duty

PAPERS = Path(__file__).parent.parent / "tests" / "drafting" / "papers"
PLAN = Path(__file__).parent.parent / "plans" / "xiangyang-2021-2023"
# Goals that come as posts, checklist, cadences or a comparison, not as figures.
OF_OTHER_KINDS = {
    "mlt_loan_growth", "chain_leadership", "chain_expert_team", "chain_work_plan", "chain_policy", "chief_general",
    "chain_dispatch", "city_bulletin", "city_annual_meeting",
}  # fmt: skip
FIELDS = ("clause", "comparator", "strive", "measure", "window", "scope", "due", "value_max", "name")
FOUND_LIMIT, RIGHT_LIMIT, FIELDS_LIMIT, OTHERS_LIMIT, DUTIES_LIMIT, SECONDS_LIMIT = 95, 90, 85, 80, 90, 3
DUTIES_RIGHT_LIMIT = 90
CHARACTERS_OF_THIRTY_PAGES = 30 * 800


Row = dict[str, str]


@dataclass(frozen=True)
class Marked:
    """A goal found, with the proposal that is it."""

    goal: Row
    target: Target


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def text_of(paper: str) -> str | None:
    """The text of a paper; None where it is kept nowhere."""
    for folder in filter(None, (str(PAPERS), os.environ.get("LIANZHANG_PAPERS"))):
        if (path := Path(folder) / f"{paper}.txt").exists():
            return path.read_text(encoding="utf-8")
    return None


def goals_of(paper: str) -> list[Row]:
    if paper != "xiangyang":
        return [row for row in rows(PAPERS / "marks.csv") if row["paper"] == paper]
    return [row for row in rows(PLAN / "targets.csv") if row["id"] not in OF_OTHER_KINDS]


def pair(goals: list[Row], targets: list[Target]) -> list[Marked]:
    """Each goal with a proposal of the same value, unit and (where it is marked) clause; the most alike names first."""
    alike = [
        (_alike(goal["name"], target.name), -abs(at / len(goals) - place / len(targets)), at, place)
        for at, goal in enumerate(goals)
        for place, target in enumerate(targets)
        if _same(goal, target)
    ]
    taken: dict[int, int] = {}
    for *_, at, place in sorted(alike, reverse=True):
        if at not in taken and place not in taken.values():
            taken[at] = place
    return [Marked(goals[at], targets[place]) for at, place in sorted(taken.items())]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _same(goal: Row, target: Target) -> bool:
    return (
        Decimal(goal["value"]) == target.value
        and goal["unit"] == target.unit
        and (goal.get("clause") or target.clause) == target.clause
    )


def fields_right(marked: Marked, ends: date) -> dict[str, bool]:
    """Of the fields that the goal's row has, which the proposal has right; a name by half of its characters."""
    goal, target = marked.goal, marked.target
    # The plan leaves its own last day out, and so does the mark of a goal of which the excerpt names no day.
    last = str(ends) if goal.get("paper") and goal["due"] else ""
    said = {
        "clause": target.clause,
        "comparator": target.comparator,
        "strive": "yes" if target.strive else "",
        "measure": target.measure,
        "window": target.window,
        "scope": target.scope.partition(":")[0],
        "due": str(target.due or last),
        "value_max": str(target.value_max or ""),
    }
    told = [field for field in FIELDS if field in goal and field in said and (goal[field] or field != "measure")]
    right = {field: said[field] == goal[field].partition(":")[0] for field in told}
    shared = Counter(goal["name"]) & Counter(target.name)
    return right | {"name": shared.total() * 2 >= len(goal["name"])}


@dataclass(frozen=True)
class Result:
    """Of one paper, in percent: goals found, proposals right, fields right."""

    goals: int
    proposals: int
    marked: list[Marked]
    ends: date
    missed: list[Row]
    wrong: list[Target]

    @property
    def found_share(self) -> float:
        return 100 * len(self.marked) / self.goals

    @property
    def right_share(self) -> float:
        return 100 * len(self.marked) / max(1, self.proposals)

    @property
    def fields_share(self) -> float:
        told = [each for marked in self.marked for each in fields_right(marked, self.ends).values()]
        return 100 * sum(told) / max(1, len(told))


def result_of(paper: str, drafted: Draft) -> Result:
    goals = goals_of(paper)
    marked = pair(goals, drafted.targets)
    kept = [each.target for each in marked]
    return Result(
        len(goals), len(drafted.targets), marked, drafted.period.ends,
        [goal for goal in goals if goal not in [each.goal for each in marked]],
        [target for target in drafted.targets if target not in kept],
    )  # fmt: skip


def _marked_duties(drafted: Draft) -> list[tuple[Row, str, Span]]:
    """Xiangyang's duties, those of the plan's list first: the mark, its clause and passage."""
    clause = {row["id"]: row["clause"] for row in rows(PLAN / "duties.csv")}
    marks = []
    for mark in [*rows(PAPERS / "xiangyang_duties.csv"), *rows(PAPERS / "xiangyang_more_duties.csv")]:
        of = mark.get("clause") or clause[mark["duty"]]
        said = Paper(mark["passage"]).plain
        at = drafted.paper.plain.index(said, next(each.start for each in drafted.clauses if each.id == of))
        marks.append((mark, of, drafted.paper.span(at, at + len(said))))
    return marks


def duties_found(drafted: Draft) -> tuple[int, list[Row]]:
    """Of the plan's duties, how many have a proposal in their clause that overlaps their passage; those without."""
    listed = [each for each in _marked_duties(drafted) if "duty" in each[0]]
    missed = [
        mark for mark, clause, passage in listed if not any(_is(duty, clause, passage) for duty in drafted.duties)
    ]
    return len(listed), missed


def duties_wrong(drafted: Draft, *, listed: bool) -> list[Duty]:
    """The proposals that overlap no duty of the plan's list, nor (unless `listed`) what was marked as plainly one
    beside it: an effect, a heading, a goal, half a sentence."""
    marks = [each for each in _marked_duties(drafted) if "duty" in each[0] or not listed]
    return [duty for duty in drafted.duties if not any(_is(duty, clause, passage) for _, clause, passage in marks)]


def _is(duty: Duty, clause: str, passage: Span) -> bool:
    return duty.clause == clause and duty.passage.start < passage.end and passage.start < duty.passage.end


def papers() -> list[str]:
    return [row["paper"] for row in rows(PAPERS / "papers.csv") if text_of(row["paper"]) is not None]


def measure_drafting(_folder: Path | None = None) -> Iterator[Measure]:
    """Xiangyang's paper against the plan; every other by its marks; the time for thirty pages."""
    others: dict[str, list[Result]] = {}
    round_of = {row["paper"]: row["round"] for row in rows(PAPERS / "papers.csv")}
    for paper in papers():
        text = text_of(paper) or ""
        drafted = draft(text)
        result = result_of(paper, drafted)
        on = f"{result.goals} goals, {result.proposals} proposals"
        own = paper == "xiangyang"
        if round_of[paper]:
            others.setdefault(round_of[paper], []).append(result)
        yield _share(f"drafting {paper}: goals found", result.found_share, FOUND_LIMIT if own else 0, on)
        yield _share(f"drafting {paper}: proposals right", result.right_share, RIGHT_LIMIT if own else 0, on)
        yield _share(f"drafting {paper}: fields right", result.fields_share, FIELDS_LIMIT if own else 0, on)
        if own:
            count, missed = duties_found(drafted)
            on = f"{count} duties, {len(drafted.duties)} proposals"
            yield _share(f"drafting {paper}: duties found", 100 - 100 * len(missed) / count, DUTIES_LIMIT, on)
            for name, listed, limit in (("duties right", False, DUTIES_RIGHT_LIMIT), ("duties of the list", True, 0)):
                share = 100 - 100 * len(duties_wrong(drafted, listed=listed)) / max(1, len(drafted.duties))
                yield _share(f"drafting {paper}: {name}", share, limit, on)
    for number, results in others.items():
        yield from _together(f"drafting papers of round {number}", results, 0)
    if others:
        yield from _together("drafting other papers", [each for results in others.values() for each in results])
    yield thirty_pages()


def _together(name: str, results: list[Result], limit: int = OTHERS_LIMIT) -> Iterator[Measure]:
    """Of several papers, goal by goal."""
    goals, proposals = sum(each.goals for each in results), sum(each.proposals for each in results)
    marked = [(each, result.ends) for result in results for each in result.marked]
    told = [right for each, ends in marked for right in fields_right(each, ends).values()]
    on = f"{goals} goals of {len(results)} papers, {proposals} proposals"
    yield _share(f"{name}: goals found", 100 * len(marked) / goals, limit, on)
    yield _share(f"{name}: proposals right", 100 * len(marked) / max(1, proposals), 0, on)
    yield _share(f"{name}: fields right", 100 * sum(told) / max(1, len(told)), 0, on)


def _share(name: str, value: float, limit: int, on: str) -> Measure:
    """What is missing, since measures have upper limits."""
    return Measure(
        f"{name.rsplit(':', 1)[0]}: not{name.rsplit(':', 1)[1]}", round(100 - value, 1), "%", 100 - limit, on
    )


def thirty_pages() -> Measure:
    text = text_of("xiangyang") or ""
    pages = (text * (1 + CHARACTERS_OF_THIRTY_PAGES // len(text)))[:CHARACTERS_OF_THIRTY_PAGES]
    begun = perf_counter()
    draft(pages)
    return Measure(
        "drafting thirty pages", round(perf_counter() - begun, 2), "s", SECONDS_LIMIT, f"{len(pages):,} characters"
    )


def main(*arguments: str) -> None:
    for each in measure_drafting():
        print(f"{each.name:52}{each.value:>8} {each.unit:2} limit {each.limit:<4} {each.note}")
    for paper in papers() if "--all" in arguments else ():
        result = result_of(paper, draft(text_of(paper) or ""))
        for goal in result.missed:
            print(f"{paper}: missed {goal['name']} {goal['value']}{goal['unit']}")
        for target in result.wrong:
            print(f"{paper}: wrong {target.name} {target.value}{target.unit} ({target.rule})")
        for marked in result.marked:
            wrong = [field for field, right in fields_right(marked, result.ends).items() if not right]
            if wrong:
                print(f"{paper}: {marked.goal['name']}: {', '.join(wrong)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
