"""Kills processes in the middle of acts, and looks each time at what they left: a process of its own.

python -m tests.crash.harness moments ACT SKIP | random SECONDS SEED

Children are forked from a parent that has made the world and done each act once, so that a round costs milliseconds.
It closed its database before: every child has a connection of its own."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from .acts import ACTS, set_up  # noqa: E402
from .finding import faults  # noqa: E402

KILLED = -signal.SIGKILL
WARM = 10**6  # the number of the acts that are not killed
TOGETHER = ("figure", "figure", "sheet", "paper")  # what runs at once when it is killed at random


def start(work: Callable[[], Any]) -> int:
    """A child that does `work`; its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 - the child must end here whatever happens
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def end_of(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def must(work: Callable[[], Any]) -> None:
    if end_of(start(work)) != 0:
        sys.exit("a child failed")


def look() -> None:
    found = faults()
    if found:
        raise AssertionError("\n".join(found))


def dying_at(moment: int, work: Callable[[], Any]) -> Callable[[], None]:
    """`work`, which kills its own process at the given moment: before a statement, before or after a commit, and
    around each step that makes a file lasting."""
    left = moment

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(function: Any) -> Any:
        def passing(*args: Any, **kwargs: Any) -> Any:
            pass_by()
            result = function(*args, **kwargs)
            pass_by()
            return result

        return passing

    def statement(execute: Any, *args: Any) -> Any:
        pass_by()
        return execute(*args)

    def dying() -> None:
        connection.execute_wrappers.append(statement)
        BaseDatabaseWrapper._commit = before(BaseDatabaseWrapper._commit)  # type: ignore[method-assign]
        os.fsync, Path.replace, Path.rename = before(os.fsync), before(Path.replace), before(Path.rename)  # type: ignore[method-assign]
        work()

    return dying


def kill_at_each_moment(name: str, skip: int) -> int:
    """Kill `name` at every `skip`-th moment until it lives to its end; how many died."""
    act, moment = ACTS[name], 1
    while True:
        number = moment
        ended = end_of(start(dying_at(moment, lambda: act(number))))  # noqa: B023 - the child runs at once
        must(look)
        if ended == 0:
            break
        if ended != KILLED:
            sys.exit(f"{name} failed at moment {moment}")
        moment += skip
    for number in range(1, moment + 1, skip):
        must(lambda: act(number))  # noqa: B023
    must(look)
    return moment // skip


def warm_up(acts: Iterable[str]) -> None:
    """The world, and whatever an act or a look loads the first time: else each child would load it again."""
    set_up()
    for name in acts:
        ACTS[name](WARM)
    look()
    connection.close()
    gc.freeze()  # no child walks what it shares with all others, and so copies it; none lives long enough for litter
    gc.disable()


def forever(name: str, numbers: Any) -> Callable[[], None]:
    def work() -> None:
        while True:
            ACTS[name](numbers.randrange(1, 10**6))

    return work


def kill_at_random(seconds: float, seed: int) -> int:
    """Several processes write at once; one after the other is killed when it does not expect it."""
    chance, until, killed = random.Random(seed), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        children = [start(forever(name, random.Random(chance.random()))) for name in TOGETHER]
        chance.shuffle(children)
        for child in children:
            time.sleep(chance.uniform(0.02, 0.3))
            os.kill(child, signal.SIGKILL)
            if end_of(child) != KILLED:
                sys.exit("a writer failed before it was killed")
            killed += 1
        must(look)
    return killed


def main() -> None:
    how, what, number = sys.argv[1:]
    warm_up([what] if how == "moments" else TOGETHER)
    killed = kill_at_each_moment(what, int(number)) if how == "moments" else kill_at_random(float(what), int(number))
    sys.stdout.write(f"{killed}\n")


if __name__ == "__main__":
    main()
