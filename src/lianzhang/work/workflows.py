"""Which rows move on which table: each room binds its models to their lifecycles here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from lianzhang.kernel.desk import Link
from lianzhang.kernel.lifecycle import Lifecycle
from lianzhang.records.api import HistoryWords, declare_history

__all__ = [
    "Workflow",
    "joined_of",
    "page_of",
    "register_workflow",
    "state_words",
    "workflow_named",
    "workflow_of",
    "workflows",
]


def _nothing(_row: Any) -> None:
    """Without a revision nothing moves; without anything to work out nothing is prepared."""


def _alone(_row: Any, _step: str) -> Iterable[int]:
    return ()


def _nothing_said(_row: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """How the rows of `model` move.

    `related` are joined when a row is locked. `touch` moves the revision of what is about to change, before any row is
    locked. `also` gives the keys of further rows of the model that a step may change: they are locked with it, in
    order of keys. `describe` says what the log must keep to be read when the row has changed or is gone.
    `texts` is what a form says it has seen, by title. `page` names the address that shows a row, `list_page` that of
    all of them. `verbs` are the acts behind the steps that are no more than a button: any other step has a page of its
    own. `history` says how rows tell what happened to them. `prepare` works out of a row what is kept beside it, before
    it is saved.

    `owner` names the field that leads to the row of which this one is a part: it is locked first and saved with every
    act on its parts, and the log tells them as its own. `acts` is the word before an act's name in the log, where that
    is not the name of the lifecycle.
    """

    model: type[Model]
    lifecycle: Lifecycle
    page: str = ""
    list_page: str = ""
    verbs: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    owner: str = ""
    acts: str = ""
    touch: Callable[[Any], Any] = _nothing
    also: Callable[[Any, str], Iterable[int]] = _alone
    describe: Callable[[Any], Mapping[str, Any]] = _nothing_said
    texts: Callable[[Any], Mapping[str, str]] = _nothing_said
    prepare: Callable[[Any], Any] = _nothing
    history: HistoryWords = field(default_factory=HistoryWords)

    @property
    def name(self) -> str:
        return self.lifecycle.name

    def act(self, step: str) -> str:
        """What a step is called in the log."""
        return f"{self.acts or self.name}.{step}"

    def step_page(self, step: str) -> str:
        """The name of the address at which a step is taken."""
        return f"{self.page}_{step}"


_WORKFLOWS: dict[type[Model], Workflow] = {}


def register_workflow(workflow: Workflow) -> None:
    """Raises ValueError when a model or a name has two."""
    taken = {each.name for model, each in _WORKFLOWS.items() if model is not workflow.model}
    if workflow.name in taken or _WORKFLOWS.setdefault(workflow.model, workflow) is not workflow:
        raise ValueError(f"{workflow.name!r} is registered twice")
    declare_history(workflow.model, workflow.history)


def workflow_of(model: type[Model]) -> Workflow:
    """Raises LookupError for a model that no room bound."""
    if model not in _WORKFLOWS:
        raise LookupError(f"{model._meta.label} has no lifecycle")
    return _WORKFLOWS[model]


def state_words(row: Model) -> str:
    """What the screens call the state that a row is in; "" for a row that has no lifecycle."""
    flow = _WORKFLOWS.get(type(row))
    return flow.lifecycle.states.get(flow.lifecycle.state(row), "") if flow else ""


def page_of(row: Model) -> Link | None:
    """The page that shows a row, that of its owner where it is a part; None where there is none."""
    flow = _WORKFLOWS.get(type(row))
    if flow is None or not (flow.owner or flow.page):
        return None
    return page_of(getattr(row, flow.owner)) if flow.owner else Link(str(row), flow.page, (row.pk,))


def joined_of(model: type[Model]) -> tuple[str, ...]:
    """The rows to be joined where rows of a model are read to be named."""
    flow = _WORKFLOWS.get(model)
    return (*flow.related, *filter(None, (flow.owner,))) if flow else ()


def workflow_named(name: str) -> Workflow:
    """Raises LookupError for a name that no room registered."""
    for each in _WORKFLOWS.values():
        if each.name == name:
            return each
    raise LookupError(f"no room registered the lifecycle {name!r}")


def workflows() -> list[Workflow]:
    """All of them, by name."""
    return sorted(_WORKFLOWS.values(), key=lambda each: each.name)
