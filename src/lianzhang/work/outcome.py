"""What an act is answered with, in one line: what was done, what comes next, and who does it.

The table says it (`Step.done`, `Step.then`); where it does not, the step onwards from the row's new state does. The
page that is shown then adds the next row that waits for the one who acted (`{% next_waiting %}`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lianzhang.access.api import Request, may
from lianzhang.kernel.able import naming
from lianzhang.kernel.formatting import day
from lianzhang.kernel.lifecycle import GONE, Lifecycle, Step
from lianzhang.kernel.rooms import room_at
from lianzhang.kernel.vocabulary import spoken

from .clocks import running_clocks
from .done import Taken, noting

__all__ = ["NEXT", "TellsNext", "ends_in", "next_words", "onward_from"]

# Marks a message after which the page names what waits next; behind it stands the room that was worked in.
NEXT = "next"
DUTY = "{duty}"
CLOSED, NOTHING_NEXT = "到此办结。", "没有要接着办的。"


def onward_from(lifecycle: Lifecycle, state: str) -> Step | None:
    """The step that people take next on a row in this state."""
    return next((step for step in lifecycle.offered if step.onwards and state in step.sources), None)


def ends_in(lifecycle: Lifecycle, state: str) -> bool:
    """Whether nothing more can be done with a row in this state, or the row is gone."""
    return state == GONE or not any(state in step.sources for step in lifecycle.steps.values())


def next_words(taken: Taken, by: object) -> str:
    """What comes next after a step, and until when, where a limit runs."""
    flow, step, row = taken
    state = GONE if step.to == GONE else flow.lifecycle.state(row)
    onward = onward_from(flow.lifecycle, state)
    if step.then:
        return _until(taken, _filled(step, onward, row, by))
    if onward is None:
        return CLOSED if ends_in(flow.lifecycle, state) else NOTHING_NEXT
    who = "请您" if may(by, onward.permission, row) else naming("由{able}", onward.permission, row, by)
    return _until(taken, f"接下来{who}{onward.title}。")


def _filled(step: Step, onward: Step | None, row: object, by: object) -> str:
    text = naming(str(step.then), (onward or step).permission, row, by)
    if DUTY in text:
        post = getattr(row, "post", None)
        text = text.replace(DUTY, f"“{post}”" if post else "填报的岗位")
    return spoken(text)


def _until(taken: Taken, words: str) -> str:
    if not taken.flow.lifecycle.clocks or taken.row.pk is None:
        return words
    running = running_clocks(taken.row, timezone.localdate())
    due = min((clock.due for clock in running if clock.due), default=None)
    return f"{words.removesuffix('。')}，{day(due)}到期。" if due else words


def done_words(taken: Sequence[Taken]) -> str:
    flow, step, _ = taken[-1]
    count = f"{len(taken)}{flow.lifecycle.unit}" if len(taken) > 1 else ""
    return f"{step.done or f'已{step.title}'}{count}。"


class TellsNext:
    """After a form that took steps: the page it leads to says what was done and what comes next.

    What a view said itself stays and is told first; it knows more of the row."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        with noting() as taken:
            response = self.get_response(request)
        if taken and response.status_code == 302 and not taken[-1].step.quiet:
            _tell(request, [each for each in taken if each.step is taken[-1].step])
        return response


def _tell(request: Request, taken: Sequence[Taken]) -> None:
    said = [(each.level, str(each.message), each.extra_tags) for each in messages.get_messages(request)]
    own = next((at for at in reversed(range(len(said))) if said[at][0] == messages.SUCCESS), None)
    words, room = next_words(taken[-1], request.user), room_at(taken[-1].flow.model.__module__)
    if own is None:
        said.append((messages.SUCCESS, done_words(taken), ""))
        own = -1
    level, text, _ = said[own]
    said[own] = level, text + words, f"{NEXT} {room.code if room else ''}"
    for each in said:
        messages.add_message(request, *each)
