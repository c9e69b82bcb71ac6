"""The steps of a row for its page: `{% steps row offers as shown %}`, as `<c-steps>` draws them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from lianzhang.kernel.lifecycle import GONE, AskKind, Offer, Step, next_step
from lianzhang.work.asking import StepForm
from lianzhang.work.pages import Refusal
from lianzhang.work.workflows import workflow_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step that may be taken now. `first`: the page's one primary button; `own_page`: a link, where it is typed."""

    step: Step
    page: str
    form: StepForm
    first: bool
    own_page: bool

    @property
    def at_once(self) -> bool:
        """Whether one press will do."""
        return (self.first or self.step.at_once) and not self.step.asks

    @property
    def ends_row(self) -> bool:
        return self.step.to == GONE

    @property
    def multipart(self) -> bool:
        return any(ask.kind is AskKind.ATTACHMENT for ask in self.step.asks)


@register.simple_tag(takes_context=True)
def steps(context: Context, row: Any, offers: Iterable[Offer], refusal: Refusal | None = None) -> list[ShownStep]:
    """The next step first, then the others in the table's order. What was written for the one refused stands in it."""
    typed = refusal.form if refusal else None
    flow, by, offers = workflow_of(type(row)), context["request"].user, list(offers)
    first = next_step(offers)
    allowed = [each.step for each in offers if not each.missing]
    shown = [
        ShownStep(
            step,
            flow.step_page(step.name),
            typed if typed and typed.step is step else StepForm(step, by=by),
            step is first,
            step.name not in flow.verbs,
        )
        for step in allowed
    ]
    return sorted(shown, key=lambda each: not each.first)


@register.simple_tag(takes_context=True)
def named_steps(context: Context, row: Any, names: Iterable[str], first: str = "") -> list[ShownStep]:
    """Steps of one of several rows on a page, by their names; the one named `first` is the page's primary button."""
    flow, by = workflow_of(type(row)), context["request"].user
    return [
        ShownStep(step, flow.step_page(name), StepForm(step, by=by, of=f"-{row.pk}"), name == first, own_page=False)
        for name in names
        if (step := flow.lifecycle.steps[name])
    ]


@register.simple_tag
def not_possible(offers: Iterable[Offer]) -> list[Offer]:
    """The steps that fit the row's state and may not be taken now."""
    return [each for each in offers if each.missing]
