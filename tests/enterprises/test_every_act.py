"""Each act on a firm or what hangs on it: one event, another revision of the register, and the firm is new on lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from lianzhang.enterprises import actions, contact_actions, membership_actions
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.merging import not_the_same, same_after_all
from lianzhang.enterprises.models import BulkEdit, Contact, Enterprise, FormerName, NotSame, ResearchBody
from lianzhang.enterprises.revisions import revision
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StepRefused, as_seen

from .world import START, City

pytestmark = pytest.mark.django_db
PAST, DAY = datetime(2020, 1, 1, tzinfo=UTC), date(2022, 1, 1)
Act = Callable[[City, Enterprise], object]


def bulk(city: City, firm: Enterprise) -> BulkEdit:
    asked, firms = Asked("state", state="suspended"), Enterprise.objects.filter(pk=firm.pk)
    return apply(asked=asked, firms=firms, token=plan_of(asked, firms, city.clerk).token, by=city.clerk)


def contact(firm: Enterprise) -> Contact:
    return Contact.objects.create(enterprise=firm, post="办公室", phone="0710-3511111")


def changed_contact(city: City, firm: Enterprise) -> object:
    row = contact(firm)
    given = {"post": "生产部", "phone": "", "by": city.clerk}
    return contact_actions.change_contact(contact=row, seen=as_seen(contact_actions.contact_texts(row)), **given)


def verdict(city: City, firm: Enterprise) -> NotSame:
    return NotSame.objects.create(one=firm, other=city.firm(), reason="试", by=city.office)


ACTS: dict[str, Act] = {
    "firm.edit": lambda city, firm: actions.edit(firm=firm, version=0, by=city.clerk, address="新址"),
    "firm.rename": lambda city, firm: actions.rename(firm=firm, version=0, by=city.clerk, name="新名"),
    "firm.state": lambda city, firm: actions.set_state(
        firm=firm, version=0, by=city.clerk, state="suspended", reason="试"
    ),
    "firm.above_scale": lambda city, firm: actions.set_above_scale(firm=firm, version=0, by=city.clerk, years=[2022]),
    "firm.former_name": lambda city, firm: actions.add_former_name(firm=firm, name="旧名", by=city.clerk),
    "firm.former_name ": lambda city, firm: actions.remove_former_name(
        former=FormerName.objects.create(enterprise=firm, name="旧名"), by=city.clerk
    ),
    "contact.add": lambda city, firm: contact_actions.add_contact(
        firm=firm, post="办公室", phone="0710-3511111", by=city.clerk
    ),
    "contact.change": changed_contact,
    "contact.remove": lambda city, firm: contact_actions.remove_contact(contact=contact(firm), by=city.clerk),
    "research_body.add": lambda city, firm: contact_actions.add_research_body(
        firm=firm, name="院", kind="own", opened=DAY, by=city.clerk
    ),
    "research_body.remove": lambda city, firm: contact_actions.remove_research_body(
        body=ResearchBody.objects.create(enterprise=firm, name="院", opened=DAY), by=city.clerk
    ),
    "membership.put": lambda city, firm: membership_actions.put_on_chain(
        firm=firm, placing=Placing(city.chains[0], START), by=city.clerk
    ),
    "membership.change": lambda city, firm: membership_actions.change(
        membership=city.on_chain(firm), version=0, placing=Placing(city.chains[0], START, "core"), by=city.clerk
    ),
    "membership.end": lambda city, firm: membership_actions.end(
        membership=city.on_chain(firm), version=0, ends=DAY, reason="试", by=city.clerk
    ),
    "membership.withdraw": lambda city, firm: membership_actions.withdraw(
        membership=city.on_chain(firm), version=0, reason="试", by=city.clerk
    ),
    "firm.not_same": lambda city, firm: not_the_same(one=firm, other=city.firm(), reason="试", by=city.office),
    "firm.not_same_withdrawn": lambda city, firm: same_after_all(verdict=verdict(city, firm), by=city.office),
    "firm.bulk_edit": bulk,
}


@pytest.mark.parametrize("told", ACTS)
def test_an_act_tells_one_event_moves_the_revision_and_the_firm_is_new(told: str) -> None:
    city = City()
    firm = city.firm()
    Enterprise.objects.filter(pk=firm.pk).update(changed_at=PAST)
    firm.refresh_from_db()
    was = revision(city.region.pk)
    ACTS[told](city, firm)
    assert [each.action for each in AuditEvent.objects.all()] == [told.strip()]
    assert revision(city.region.pk) != was
    firm.refresh_from_db()
    assert firm.changed_at > PAST


def test_to_enter_a_firm_at_once_on_a_chain_is_told_in_this_order() -> None:
    city = City()
    team = city.user_as("chain_team", chains=[city.chains[0]])
    placing = Placing(city.chains[0], START)
    row = actions.create(city=city.region, name="新厂", region=city.districts[0], placing=placing, by=team)
    assert [each.action for each in AuditEvent.objects.order_by("pk")] == ["firm.create", "membership.enter"]
    assert AuditEvent.objects.order_by("pk")[0].facts["name"] == "新厂"
    assert row.memberships.get().chain == city.chains[0]


def test_an_undone_bulk_edit_is_told_once_and_only_once_undone() -> None:
    city = City()
    made = bulk(city, city.firm())
    undo(bulk_edit=made, by=city.clerk)
    with pytest.raises(StepRefused, match="现在是“已撤销”"):
        undo(bulk_edit=made, by=city.clerk)
    assert AuditEvent.objects.filter(action="firm.bulk_undo").count() == 1
