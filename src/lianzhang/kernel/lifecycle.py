"""Lifecycles as data: a readable table of states and steps, and the engine that says which step may be taken.

Pure: a row is anything with a state, a person anything with `has_perm` and `pk`. Rooms declare their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied, ValidationError

from .able import who_may

__all__ = [
    *("GONE", "Ask", "AskKind", "ClockRule", "Lifecycle", "Need", "Offer", "Person", "Step", "StepForbidden"),
    *("StepRefused", "need", "next_step", "reason"),
]

# Where a step leads that ends the row itself.
GONE = ""


class Person(Protocol):
    pk: Any

    def has_perm(self, perm: str, row: Any = None) -> bool: ...


class StepRefused(ValidationError):
    """A step that may not be taken; the message is for the person who tried. A form shows it as an error of its own.

    `why` is "state", "permission", "need" or "ask": which of the four stands against it. `faults`: what is wrong with
    answers, each by its name."""

    def __init__(self, message: str, why: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(dict(faults) if faults else message)
        self.words, self.why = message, why

    def __str__(self) -> str:
        return self.words


class StepForbidden(StepRefused, PermissionDenied):
    """The post one acts from may not take this step, or not on this row; where nobody catches it, the answer is 403."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "permission")


@dataclass(frozen=True, slots=True)
class Need:
    """A condition of a step: `says` it in general; called with row and person it says why not, or ""."""

    says: str
    why_not: Callable[[Any, Any], str]

    def __call__(self, row: Any, by: Any) -> str:
        return self.why_not(row, by)


def need(says: str) -> Callable[[Callable[[Any, Any], str]], Need]:
    """Declare a condition: `@need("时期没有锁定")` above a function of row and person."""
    return lambda why_not: Need(says, why_not)


class AskKind(StrEnum):
    """What kind of answer a step asks for."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    NUMBER = "number"
    UNIT = "unit"
    UNITS = "units"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that a step asks for, typed; `most` bounds a text in characters and a number in size, from 1 on.
    `choices` are code to word.

    `absent` says what to write where nothing was.
    """

    name: str
    title: str
    kind: AskKind = AskKind.TEXT
    required: bool = True
    most: int = 300
    choices: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""

    def fault(self, value: Any) -> str:
        """What is wrong with an answer, in words; "" where it will do."""
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            return self._absent() if self.required else ""
        match self.kind:
            case AskKind.TEXT if not isinstance(value, str) or len(value) > self.most:
                return f"{self.title}最多{self.most}个字"
            case AskKind.TEXT if "\0" in value:
                return f"{self.title}里有不能保存的字符"
            case AskKind.DATE if not isinstance(value, date):
                return f"{self.title}要写成日期，如2024-03-31"
            case AskKind.CHOICE if value not in self.choices:
                return f"{self.title}只能是{'、'.join(self.choices.values())}"
            case AskKind.NUMBER if not isinstance(value, int) or not 1 <= value <= self.most:
                return f"{self.title}要写成1到{self.most}的整数"
            case AskKind.UNIT | AskKind.UNITS | AskKind.ATTACHMENT if isinstance(value, str):
                return f"{self.title}请重新选"
        return ""

    def _absent(self) -> str:
        written = self.kind in (AskKind.TEXT, AskKind.NUMBER)
        return self.absent or (f"请写{self.title}" if written else f"请选{self.title}")


def reason(title: str, absent: str = "", *, most: int = 300) -> Ask:
    """The commonest thing to ask for: a text that says why."""
    return Ask(name="reason", title=title, absent=absent, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """A clock that steps start, pause, resume, extend and stop; `limit` gives its workdays for a row, None: no limit.

    `extension` gives the workdays that a step adds which extends it.
    """

    name: str
    title: str
    limit: Callable[[Any], int | None]
    extension: Callable[[Any], int] = lambda _row: 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: from which states, to which, who may take it, what must hold and what must be said.

    `to` None leaves the state as it is. `who` are further conditions on the person: who lacks one is refused as without
    the permission. `needs` are conditions on row and person. `effect` tells beforehand what will happen; `effect_on`
    tells it of a row at hand, where it depends on the row. A step not taken `by_hand` follows from another one.
    `onwards`: it brings the row on its way, so it is the one that its page puts first. `decides`: nobody takes it who
    typed, submitted or uploaded the row (four eyes). `authors`: who takes it has typed or submitted the row from then
    on. `at_once`: one press takes it, nothing is asked back. `only_if_changed`: where nothing that the row says is
    another than before, nothing is written. `quiet`: its page shows what it did, and nothing is told besides. `then`
    tells afterwards what comes next, with `{able}` for those who may take the step onwards and `{duty}` for the post
    whose row it is; blank: that step, or that there is none. `done` says what was done, where that is not simply the
    title. `starts`, `pauses`, `resumes`, `extends` and `stops` name clocks.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    to: str | None
    permission: str
    who: tuple[Need, ...] = ()
    needs: tuple[Need, ...] = ()
    asks: tuple[Ask, ...] = ()
    effect: str = ""
    effect_on: Callable[[Any], str] | None = None
    done: str = ""
    then: str = ""
    by_hand: bool = True
    onwards: bool = False
    decides: bool = False
    authors: bool = False
    at_once: bool = False
    only_if_changed: bool = False
    quiet: bool = False
    starts: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()

    def told_of(self, row: Any) -> Step:
        """The same step, its effect told of this row."""
        return replace(self, effect=self.effect_on(row)) if self.effect_on else self

    @property
    def clocks(self) -> tuple[str, ...]:
        return (*self.starts, *self.pauses, *self.resumes, *self.extends, *self.stops)


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that fits the row's state; `missing` says all that stands against it, the first of them `refusal`."""

    step: Step
    missing: tuple[str, ...] = ()

    @property
    def refusal(self) -> str:
        return self.missing[0] if self.missing else ""


def next_step(offers: Iterable[Offer]) -> Step | None:
    """The one step that may be taken now and brings the row on its way."""
    return next((each.step for each in offers if each.step.onwards and not each.missing), None)


def _stored(row: Any) -> str:
    state: str = row.state
    return state


class Lifecycle:
    """A table of states (code to word) and steps. Raises ValueError when the table contradicts itself.

    `state` reads a row's state where it is not simply `row.state`: a state may be worked out of other fields. Then
    `to` says where a step leads, and the act writes the fields that make it so.
    `unit` is the word that counts such rows (条, 份). `needs` are conditions of every step.
    """

    def __init__(
        self,
        name: str,
        states: Mapping[str, str],
        steps: Iterable[Step],
        *,
        title: str = "",
        unit: str = "条",
        clocks: Iterable[ClockRule] = (),
        state: Callable[[Any], str] = _stored,
        needs: tuple[Need, ...] = (),
    ) -> None:
        self.name, self.title, self.unit, self.state = name, title or name, unit, state
        self.stores_state = state is _stored
        self.states = dict(states)
        self.clocks = {clock.name: clock for clock in clocks}
        self.steps: dict[str, Step] = {}
        for step in steps:
            if step.name in self.steps:
                raise ValueError(f"{name}: step {step.name!r} stands twice")
            self.steps[step.name] = replace(step, needs=(*needs, *step.needs)) if needs else step
            self._refuse_unknown(step)

    def _refuse_unknown(self, step: Step) -> None:
        unknown = {*step.sources, *(() if step.to is None else (step.to,))} - {*self.states, GONE}
        if unknown:
            raise ValueError(f"{self.name}: step {step.name!r} names unknown states {sorted(unknown)}")
        if strange := set(step.clocks) - set(self.clocks):
            raise ValueError(f"{self.name}: step {step.name!r} names unknown clocks {sorted(strange)}")

    def goes_on(self, row: Any) -> bool | None:
        """Whether a step onwards is left to be taken; None where the table tells of none at all."""
        onwards = [step for step in self.steps.values() if step.onwards]
        return any(self.state(row) in step.sources for step in onwards) if onwards else None

    @property
    def offered(self) -> list[Step]:
        """The steps that people take on a row that is there."""
        return [step for step in self.steps.values() if step.by_hand and step.sources]

    def check(self, row: Any, name: str, by: Person, **given: Any) -> Step:
        """The step, if `by` may take it on `row` now and all it asks for is given. Raises StepRefused."""
        step = self.steps[name]
        for kind, reason in self._against(row, step, by):
            raise StepForbidden(reason) if kind == "permission" else StepRefused(reason, kind)
        self._refuse_unanswered(step, given)
        return step

    def check_new(self, row: Any, name: str, by: Person, **given: Any) -> Step:
        """The step that makes a new `row`, if it needs nothing more and all it asks for is given. Raises StepRefused.

        One that also starts from a row that is there has asked that row what it needs.
        """
        step = self.steps[name]
        if not step.sources:
            for reason in _unmet(step.who, row, by):
                raise StepForbidden(reason)
            for reason in _unmet(step.needs, row, by):
                raise StepRefused(reason, "need")
        self._refuse_unanswered(step, given)
        return step

    def _refuse_unanswered(self, step: Step, given: Mapping[str, Any]) -> None:
        faults = {ask.name: fault for ask in step.asks if (fault := ask.fault(given.get(ask.name)))}
        if faults:
            raise StepRefused("；".join(fault.removesuffix("。") for fault in faults.values()), "ask", faults)

    def offers(self, row: Any, by: Person) -> list[Offer]:
        """The steps by hand that fit the row's state, each with all that stands against it for `by`."""
        current = self.state(row)
        fitting = [step for step in self.offered if current in step.sources]
        return [
            Offer(step.told_of(row), tuple(reason for _, reason in self._against(row, step, by))) for step in fitting
        ]

    def _against(self, row: Any, step: Step, by: Person) -> Iterable[tuple[str, str]]:
        """Everything that stands against a step but what it asks for: which of the three, and in words."""
        current = self.state(row)
        if current not in step.sources:
            possible = "、".join(self.states[state] for state in step.sources)
            yield "state", f"现在是“{self.states[current]}”，不能{step.title}；只有“{possible}”的可以"
            return
        if not by.has_perm(step.permission, row):
            able = who_may(step.permission, row, by)
            yield "permission", f"您现在的岗位不能{step.title}这一{self.unit}；请由{able}办理"
            return
        yield from (("permission", reason) for reason in _unmet(step.who, row, by))
        if step.decides and by.pk in row.authors:
            able = who_may(step.permission, row, by, others=True)
            yield "need", f"录入、提交或上传的人不能自己{step.title}；请由另一个账号办理（{able}可以）"
        yield from (("need", reason) for reason in _unmet(step.needs, row, by))


def _unmet(conditions: Iterable[Need], row: Any, by: Person) -> Iterable[str]:
    return (reason for condition in conditions if (reason := condition(row, by)))
