"""Rows that are parts of another: locked after it, told in its history, and saved with what is worked out of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.row_policy import SYSTEM
from lianzhang.enterprises import actions, contact_actions, membership_actions
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Contact, Enterprise
from lianzhang.kernel.lifecycle import StepForbidden
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import RowGone, StaleRow, StepRefused, workflow_of
from tests.enterprises.world import START, City

pytestmark = pytest.mark.django_db
PAST = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def firm(city: City) -> Enterprise:
    row = city.firm("东风")
    Enterprise.objects.filter(pk=row.pk).update(changed_at=PAST, search="")
    return row


def contact_of(firm: Enterprise, city: City) -> Contact:
    return contact_actions.add_contact(firm=firm, post="办公室", phone="0710-3511111", by=city.clerk)


def test_the_owner_tells_what_came_and_what_went(city: City, firm: Enterprise) -> None:
    contact_actions.remove_contact(contact=contact_of(firm, city), by=city.clerk)
    told = list(AuditEvent.objects.order_by("pk").values_list("subject", "action", "facts"))
    subject = f"enterprises.Enterprise:{firm.pk}"
    assert told == [
        (subject, "contact.add", {"city": str(city.region), "changes": {"contact": ["", "办公室"]}}),
        (subject, "contact.remove", {"city": str(city.region), "changes": {"contact": ["办公室", ""]}}),
    ]


def test_the_owner_is_saved_with_its_part_and_stays_the_version_it_was(city: City, firm: Enterprise) -> None:
    contact_of(firm, city)
    firm.refresh_from_db()
    assert firm.changed_at > PAST
    assert firm.version == 0
    assert "DF" in firm.search  # worked out anew


def test_a_part_that_moved_to_another_owner_is_stale(city: City, firm: Enterprise) -> None:
    contact, other = contact_of(firm, city), city.firm()
    Contact.objects.filter(pk=contact.pk).update(enterprise=other)
    with pytest.raises(StaleRow) as stale:
        contact_actions.remove_contact(contact=contact, by=city.clerk)
    assert stale.value.current.enterprise == other
    assert other.contacts.exists()


def test_without_its_owner_no_part_is_made(city: City, firm: Enterprise) -> None:
    gone = Enterprise.objects.get(pk=firm.pk)
    firm.delete()
    with pytest.raises(RowGone):
        contact_actions.add_contact(firm=gone, post="办公室", phone="0710-3511111", by=SYSTEM)


def test_what_a_new_row_needs_is_asked_of_its_owner_as_it_stands(city: City, firm: Enterprise) -> None:
    seen = Enterprise.objects.get(pk=firm.pk)
    Enterprise.objects.filter(pk=firm.pk).update(merged_into=city.firm("新东风"))
    with pytest.raises(StepRefused, match="已并入“新东风”"):
        contact_of(seen, city)


def test_a_step_that_changes_nothing_writes_nothing(city: City, firm: Enterprise) -> None:
    row = city.on_chain(firm)
    same = Placing(row.chain, row.starts, row.role, row.segment, row.ends, row.share, row.source)
    assert membership_actions.change(membership=row, version=0, placing=same, by=city.clerk).version == 0
    assert not AuditEvent.objects.exists()


def test_who_lacks_a_condition_of_their_own_is_forbidden_and_nothing_is_written(city: City, firm: Enterprise) -> None:
    own = city.user_as("enterprise", organization=city.body(firm))
    with pytest.raises(StepForbidden, match="企业自己只填"):
        membership_actions.put_on_chain(firm=firm, placing=Placing(city.chains[0], START), by=own)
    with pytest.raises(PermissionDenied):
        actions.rename(firm=firm, version=0, name="别名", by=own)
    assert not AuditEvent.objects.exists()


def test_a_lacking_answer_is_refused_at_its_field(city: City, firm: Enterprise) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.set_state(firm=firm, version=0, state="suspended", reason=" ", by=city.clerk)
    assert "市场监管部门注销公告" in refused.value.message_dict["reason"][0]


def test_a_state_that_is_worked_out_is_not_told_as_if_it_had_been_written(city: City, firm: Enterprise) -> None:
    actions.edit(firm=firm, version=0, by=city.clerk, address="新址")
    assert set(AuditEvent.objects.get().facts) == {"changes", "city"}


def test_rows_that_change_along_are_locked_and_saved_by_the_same_act(city: City, firm: Enterprise) -> None:
    goes = city.firm(uscc="")
    merge(stays=firm, goes=goes, versions=(0, 0), by=city.office)
    goes.refresh_from_db()
    assert workflow_of(Enterprise).lifecycle.state(goes) == "merged"
    assert goes.version == 1
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == ["firm.merge", "firm.merged"]
