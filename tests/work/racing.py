"""Two acts at once, each in a thread with a connection of its own, on rows of one city: run inside an empty place."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations_with_replacement, count
from threading import Barrier, Thread
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from lianzhang.accounts.models import User
from lianzhang.enterprises.actions import edit as edit_firm
from lianzhang.enterprises.actions import set_above_scale
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.proposal_actions import agree, propose
from lianzhang.honours import actions as honours
from lianzhang.kernel.stale import RowGone, StaleRow
from lianzhang.plans.appointment_actions import appoint
from lianzhang.plans.observations import actions as figures
from lianzhang.problems.models import Problem
from lianzhang.registers.coverage.actions import declare
from lianzhang.registry.models import Segment
from lianzhang.segments.actions import judge_segment, judgement_in_force, judgement_texts
from lianzhang.statements import actions as statements
from lianzhang.statements.lock_actions import lock_period, open_lock
from lianzhang.statements.models import PeriodLock
from lianzhang.work.api import as_seen
from tests.acting import post_of
from tests.enterprises.reported import entry_of, period
from tests.plans.reports import entry_for
from tests.problems.world import ProblemCity

ROUNDS = 3
# What one of two may be told, the other having been first.
REFUSALS = (ValidationError, PermissionDenied, RowGone, StaleRow)
numbers = count(1)
Act = Callable[[], Any]


class Acts:
    """Each method prepares rows of the city and gives an act on them."""

    def __init__(self) -> None:
        self.city = ProblemCity()
        self.office, self.clerk = self.city.office, self.city.user_as("chain_office")
        self.firm = self.city.firm()
        self.city.on_chain(self.firm)
        self.target = self.city.world.target("giants")

    def enter_statement(self) -> Act:
        year = period(str(2000 + next(numbers) % 22))
        firm = self.city.firm()
        return lambda: statements.enter(enterprise=firm, period=year, entry=entry_of(), by=self.clerk)

    def confirm_statement(self) -> Act:
        row = self.enter_statement()()
        row = statements.submit(row=row, version=row.version, by=self.clerk)
        return lambda: statements.confirm(row=row, version=row.version, by=self.office)

    def confirm_correction(self) -> Act:
        row = self.confirm_statement()()
        better = statements.correct(row=row, version=row.version, entry=entry_of(output=1100), by=self.clerk)
        better = statements.submit(row=better, version=better.version, by=self.clerk)
        return lambda: statements.confirm(row=better, version=better.version, by=self.office)

    def grant_title(self) -> Act:
        given = {"kind": self.city.kinds[0], "granted": date(2022, 1, 1), "source": "名单", "by": self.office}
        firm = self.city.firm()
        return lambda: honours.grant(enterprise=firm, **given)

    def withdraw_title(self) -> Act:
        row = self.grant_title()()
        return lambda: honours.withdraw(honour=row, version=row.version, reason="登错", by=self.office)

    def judge(self) -> Act:
        segment = Segment.objects.get(pk=self.city.segments[0].pk)
        seen = as_seen(judgement_texts(judgement_in_force(segment)))
        reason = f"理由{next(numbers)}"
        return lambda: judge_segment(segment=segment, verdict="weak", reason=reason, seen=seen, by=self.office)

    def declare_whole(self) -> Act:
        year = period(str(1990 + next(numbers) % 30))
        given = {"register": "roles", "kind": "core", "note": "核对", "by": self.office}
        return lambda: declare(city=self.city.region, period=year, **given)

    def lock_and_open(self) -> Act:
        def act() -> None:
            lock = PeriodLock.objects.filter(opened_at=None).first()
            if lock:
                open_lock(lock=lock, reason="补报", by=self.office)
            else:
                lock_period(period=period("1999"), reason="定稿", by=self.office)

        return act

    def edit(self) -> Act:
        self.firm.refresh_from_db()
        address, version = f"地址{next(numbers)}", self.firm.version
        return lambda: edit_firm(firm=self.firm, version=version, by=self.office, address=address)

    def above_scale(self) -> Act:
        self.firm.refresh_from_db()
        years, version = [2000 + next(numbers) % 20], self.firm.version
        return lambda: set_above_scale(firm=self.firm, version=version, years=years, by=self.office)

    def merge(self) -> Act:
        one, other = self.city.firm(), self.city.firm(uscc="")
        return lambda: merge(stays=one, goes=other, versions=(one.version, other.version), by=self.office)

    def agree_to_place(self) -> Act:
        team, chain = self.city.user_as("chain_team", chains=self.city.chains[:1]), self.city.chains[0]
        row = propose(firm=self.city.firm(), placing=Placing(chain, date(2022, 1, 1), source="名单"), by=team)
        return lambda: agree(row=row, version=row.version, by=self.office)

    def confirm_figure(self) -> Act:
        when = f"{2021 + next(numbers) % 2}-{1 + next(numbers) % 12:02}"
        row = figures.enter(
            plan=self.city.plan, entry=entry_for(self.target, period=when, value=Decimal(next(numbers))), by=self.clerk
        )
        row = figures.submit(row=row, version=row.version, by=self.clerk)
        return lambda: figures.confirm(row=row, version=row.version, by=self.office)

    def prefer_figure(self) -> Act:
        row = self.city.world.observe(self.target, "2022", next(numbers))
        return lambda: figures.prefer(row=row, version=row.version, reason="口径一致", by=self.office)

    def raise_problem(self) -> Act:
        return lambda: self.city.asked(by=self.office, enterprise=self.firm)

    def answer_problem(self) -> Act:
        row = self.city.in_hand(by=self.office)
        given = {"outcome": "solved", "answer": f"第{next(numbers)}次"}
        return lambda: self.city.take(row, "answer", self.city.bureau_account, **given)

    def merge_problems(self) -> Act:
        row, other = (self.city.asked(by=self.office) for _ in range(2))
        return lambda: self.city.take(row, "merge", self.office, into=other.number)

    def take_office(self) -> Act:
        post = post_of("chief", self.city.region)
        return lambda: appoint(post=post, starts=date(2022, 1, 1), source="文件", holder="职务", by=self.office)


NAMES = [name for name in vars(Acts) if not name.startswith("_")]
PAIRS = list(combinations_with_replacement(NAMES, 2))


class Retries(logging.Handler):
    """Counts the acts that met a deadlock and were tried again."""

    def __init__(self) -> None:
        super().__init__()
        self.met = 0

    def emit(self, _: logging.LogRecord) -> None:
        self.met += 1


def race(acts: Acts, names: tuple[str, str]) -> list[str]:
    """Both at once; what went wrong, in words."""
    ready, wrong = Barrier(2), list[str]()

    def run(act: Act) -> None:
        try:
            ready.wait()
            act()
        except REFUSALS:
            pass
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            wrong.append(f"{' + '.join(names)}: {error!r}")
        finally:
            connection.close()

    threads = [Thread(target=run, args=(getattr(acts, name)(),)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return wrong + [f"{' + '.join(names)}: hangs" for thread in threads if thread.is_alive()]


def raised_at_once(acts: Acts, writers: int = 4, each: int = 3) -> tuple[list[str], list[str]]:
    """The numbers of problems that several raise at the same time, and what went wrong."""
    wrong, before = list[str](), set(Problem.objects.values_list("number", flat=True))

    def write() -> None:
        try:
            for _ in range(each):
                acts.city.asked(by=User.objects.get(pk=acts.office.pk), enterprise=acts.firm)
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(set(Problem.objects.values_list("number", flat=True)) - before), wrong


def main(pairs: int) -> str:
    """What came of it, as JSON."""
    retries = Retries()
    logging.getLogger("lianzhang.work.transactions").addHandler(retries)
    acts, wrong, step = Acts(), list[str](), -(-len(PAIRS) // pairs)
    chosen = PAIRS[::step]
    for names in chosen:
        for _ in range(ROUNDS):
            wrong += race(acts, names)
    raised, lost = raised_at_once(acts)
    wrong += lost
    return json.dumps({"raised": len(raised), "pairs": len(chosen), "retried": retries.met, "wrong": wrong})
