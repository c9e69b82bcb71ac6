"""Nobody widens their own reach by an act: it may bring into sight, or into hand, no row but those it writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.access.roles import ADMINISTRATORS, roles
from lianzhang.access.row_policy import not_actionable, row_policies, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises import actions, contact_actions, membership_actions, merging, proposal_actions
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.models import BulkEdit, Contact, Enterprise, FormerName, Membership
from lianzhang.honours.actions import grant
from lianzhang.registers.coverage.actions import declare
from lianzhang.segments.actions import judge_segment
from lianzhang.statements import actions as statement_actions
from lianzhang.work.api import as_seen
from tests.enterprises.reported import entry_of, period
from tests.enterprises.world import START, City

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BUSINESS = sorted(set(roles()) - set(ADMINISTRATORS))
DAY = timedelta(days=1)
WHY = {"reason": "试"}
REFUSALS = (PermissionDenied, ValidationError, ObjectDoesNotExist)
Act = Callable[[City, Enterprise, User], object]


class Town(City):
    """Firms that stand in every relation to the first chain and the first district, each with all that hangs on it."""

    def __init__(self) -> None:
        super().__init__()
        today, west = timezone.localdate(), {"region": self.districts[1]}
        self.east, self.own, self.other = self.firm(), self.firm(**west), self.firm(**west)
        self.left, self.coming, self.loose = self.firm(**west), self.firm(**west), self.firm(**west, uscc="")
        self.on_chain(self.own, 0, share=Decimal(20))
        self.on_chain(self.other, 1)
        self.on_chain(self.left, 0, ends=today)
        self.on_chain(self.coming, 0, starts=today + DAY)
        self.asked = self.firm()
        proposal_actions.propose(
            firm=self.asked,
            placing=Placing(self.chains[0], START, source="试"),
            by=self.user_as("chain_team", chains=self.chains[:1]),
        )
        self.firms = [self.east, self.own, self.other, self.left, self.coming, self.loose, self.asked]
        for firm in self.firms:
            Contact.objects.create(enterprise=firm, post="办公室", phone="0710-3511111")
            FormerName.objects.create(enterprise=firm, name="旧名")
            self.honour(firm)
            self.statement(firm, 2022 if firm.uscc else 2020)
            self.statement(firm, 2024 if firm.uscc else 2019, state="draft")

    def reach_of(self, role: str) -> dict[str, Any]:
        return {
            "district": {"region": self.districts[0]},
            "park": {"park": self.park},
            "enterprise": {"organization": self.body(self.east)},
        }.get(role, {"chains": self.chains[:1]} if role in ("chief", "chain_team", "expert") else {})


def bulk(firm: Enterprise, by: User, change: str, **what: Any) -> BulkEdit:
    asked, firms = Asked(change, **what), Enterprise.objects.filter(pk=firm.pk)
    return apply(asked=asked, firms=firms, token=plan_of(asked, firms, by).token, by=by)


def entered(town: City, _firm: Enterprise, by: User) -> object:
    where = Placing(town.chains[0], START)
    return actions.create(city=town.region, name="新厂", region=town.districts[0], placing=where, by=by)


def moved(firm: Enterprise, placing: Callable[[Any], Placing], by: User) -> list[object]:
    return [
        membership_actions.change(membership=each, version=each.version, placing=placing(each), by=by)
        for each in firm.memberships.all()
    ]


def ended(firm: Enterprise, on: date, by: User) -> list[object]:
    rows = firm.memberships.all()
    return [membership_actions.end(membership=each, version=each.version, ends=on, by=by, **WHY) for each in rows]


def past_day(town: City) -> Placing:
    """The cheapest row there is: one past day, of which nothing counts."""
    return Placing(town.chains[0], date(2020, 1, 1), ends=date(2020, 1, 2), share=Decimal(0))


def asked(town: City, firm: Enterprise, by: User) -> object:
    where = Placing(town.chains[0], timezone.localdate(), share=Decimal(0), source="试")
    return proposal_actions.propose(firm=firm, placing=where, by=by)


def asked_of_places(firm: Enterprise, by: User, ask: Callable[..., object]) -> list[object]:
    return [ask(membership=each, version=each.version, by=by) for each in firm.memberships.all()]


def asked_to_change(firm: Enterprise, by: User) -> list[object]:
    def change(membership: Membership, **named: Any) -> object:
        where = Placing(membership.chain, START, share=membership.share, source="试")
        return proposal_actions.propose_change(membership=membership, placing=where, **named)

    return asked_of_places(firm, by, change)


def asked_to_end(firm: Enterprise, by: User) -> list[object]:
    ends = timezone.localdate() + 9 * DAY
    return asked_of_places(firm, by, lambda **named: proposal_actions.propose_end(ends=ends, **WHY, **named))


def agreed(firm: Enterprise, by: User) -> object:
    row = firm.proposals.get()
    return proposal_actions.agree(row=row, version=row.version, by=by)


def merged(firm: Enterprise, by: User) -> object:
    goes = Enterprise.objects.get(uscc="")
    return merging.merge(stays=firm, goes=goes, versions=(firm.version, goes.version), by=by)


def submitted(firm: Enterprise, by: User) -> object:
    row = statement_actions.enter(enterprise=firm, period=period("2023"), entry=entry_of(), by=by)
    return statement_actions.submit(row=row, version=row.version, by=by)


def changed_contact(firm: Enterprise, by: User) -> object:
    row = firm.contacts.get()
    seen = as_seen(contact_actions.contact_texts(row))
    return contact_actions.change_contact(contact=row, seen=seen, post="生产部", phone="", by=by)


ACTS: dict[str, Act] = {
    "edit": lambda _, firm, by: actions.edit(firm=firm, version=firm.version, by=by, address="新址"),
    "move": lambda town, firm, by: actions.edit(
        firm=firm, version=firm.version, by=by, region=town.districts[0], park=town.park
    ),
    "rename": lambda _, firm, by: actions.rename(firm=firm, version=firm.version, by=by, name="新名"),
    "state": lambda _, firm, by: actions.set_state(
        firm=firm, version=firm.version, state="deregistered", leaves=timezone.localdate(), by=by, **WHY
    ),
    "above_scale": lambda _, firm, by: actions.set_above_scale(firm=firm, version=firm.version, years=[2022], by=by),
    "former_name": lambda _, firm, by: actions.add_former_name(firm=firm, name="更旧", by=by),
    "create": entered,
    "merge": lambda _, firm, by: merged(firm, by),
    "not_same": lambda town, firm, by: merging.not_the_same(one=firm, other=town.firm(), by=by, **WHY),
    "contact": lambda _, firm, by: contact_actions.add_contact(firm=firm, post="财务", phone="0710-3522222", by=by),
    "contact_change": lambda _, firm, by: changed_contact(firm, by),
    "research_body": lambda _, firm, by: contact_actions.add_research_body(
        firm=firm, name="院", kind="own", opened=START, by=by
    ),
    "put": lambda town, firm, by: membership_actions.put_on_chain(
        firm=firm, placing=Placing(town.chains[0], timezone.localdate(), share=Decimal(0)), by=by
    ),
    "put_past": lambda town, firm, by: membership_actions.put_on_chain(firm=firm, placing=past_day(town), by=by),
    "run": lambda _, firm, by: moved(firm, lambda each: Placing(each.chain, START, share=each.share), by),
    "other_chain": lambda town, firm, by: moved(firm, lambda _: Placing(town.chains[0], START), by),
    "end_later": lambda _, firm, by: ended(firm, timezone.localdate() + 9 * DAY, by),
    "end": lambda _, firm, by: ended(firm, timezone.localdate(), by),
    "withdraw": lambda _, firm, by: [
        membership_actions.withdraw(membership=each, version=each.version, by=by, **WHY)
        for each in firm.memberships.all()
    ],
    "propose": asked,
    "propose_change": lambda _, firm, by: asked_to_change(firm, by),
    "propose_end": lambda _, firm, by: asked_to_end(firm, by),
    "agree": lambda _, firm, by: agreed(firm, by),
    "bulk_put": lambda town, firm, by: bulk(firm, by, "membership", placing=Placing(town.chains[0], START)),
    "bulk_put_past": lambda town, firm, by: bulk(firm, by, "membership", placing=past_day(town)),
    "bulk_region": lambda town, firm, by: bulk(firm, by, "region", region=town.districts[0]),
    "bulk_park": lambda town, firm, by: bulk(firm, by, "park", park=town.park),
    "bulk_undo": lambda _, firm, by: undo(bulk_edit=bulk(firm, by, "state", state="suspended"), by=by),
    "honour": lambda town, firm, by: grant(
        kind=town.kinds[1], granted=date(2022, 1, 1), source="名单", enterprise=firm, by=by
    ),
    "statement": lambda _, firm, by: statement_actions.enter(
        enterprise=firm, period=period("2023"), entry=entry_of(), by=by
    ),
    "statement_submit": lambda _, firm, by: submitted(firm, by),
    "coverage": lambda town, _, by: declare(
        city=town.region, register="above_scale", region=town.districts[0], period=period("2022"), note="普查", by=by
    ),
    "judgement": lambda town, _, by: judge_segment(
        segment=town.segments[0], verdict="strong", reason="看过", seen=as_seen({"判断": "", "理由": ""}), by=by
    ),
}
Reached = dict[tuple[str, str], set[Any]]


def reached(user: User, stood: dict[str, set[Any]]) -> Reached:
    """All rows of all kinds that stood that an account sees, and those it may act upon, asked anew."""
    user, rows = User.objects.get(pk=user.pk), {}
    for model in row_policies():
        if not stood[model._meta.label]:
            continue
        name, seen = model._meta.label, visible(user, model)
        rows[name, "sees"] = set(seen.values_list("pk", flat=True))
        out = set(not_actionable(user, model._default_manager.all()).values_list("pk", flat=True))
        rows[name, "acts"] = rows[name, "sees"] - out
    return rows


def standing() -> dict[str, set[Any]]:
    return {model._meta.label: set(model._default_manager.values_list("pk", flat=True)) for model in row_policies()}


def gained(before: Reached, after: Reached, stood: dict[str, set[Any]]) -> Iterable[tuple[str, str, set[Any]]]:
    for (name, how), rows in after.items():
        if more := (rows - before[name, how]) & stood[name]:
            yield name, how, more


@pytest.mark.parametrize("role", BUSINESS)
def test_no_act_brings_more_into_reach_than_the_rows_it_writes(role: str) -> None:
    town = Town()
    by = town.user_as(role, **town.reach_of(role))
    stood = standing()
    before = reached(by, stood)
    for name, act in ACTS.items():
        for firm in town.firms:
            with transaction.atomic():
                actor, row = User.objects.get(pk=by.pk), Enterprise.objects.get(pk=firm.pk)
                with suppress(*REFUSALS), transaction.atomic():
                    act(town, row, actor)
                    assert not list(gained(before, reached(by, stood), stood)), (name, town.firms.index(firm))
                transaction.set_rollback(True)


def test_each_act_is_done_by_somebody() -> None:
    """Else the test above would prove nothing of it."""
    town, done = Town(), set()
    actors = [town.office, town.user_as("chain_team", chains=town.chains)]
    for name, act in ACTS.items():
        for by, firm in ((by, firm) for by in actors for firm in town.firms):
            with transaction.atomic():
                actor, row = User.objects.get(pk=by.pk), Enterprise.objects.get(pk=firm.pk)
                with suppress(*REFUSALS), transaction.atomic():
                    act(town, row, actor)
                    done.add(name)
                transaction.set_rollback(True)
    assert done == set(ACTS)
