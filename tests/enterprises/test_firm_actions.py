"""Acts on a firm: each rule refuses with a message that says what next, and what is done is told in the log."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.enterprises import actions, contact_actions
from lianzhang.enterprises.models import Contact, Enterprise
from lianzhang.kernel.stale import StaleRow, as_seen
from lianzhang.records.models import AuditEvent

from .world import City, uscc

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def city() -> City:
    return City()


def refusal(field: str, act: Any, **given: Any) -> str:
    """What the act says at the field when it refuses."""
    with pytest.raises(ValidationError) as refused:
        act(**given)
    return refused.value.message_dict[field][0]


def new(city: City, **fields: Any) -> Enterprise:
    given = {"name": "试验市宏远机械有限公司", "region": city.districts[0]} | fields
    return actions.create(city=city.region, by=city.clerk, **given)


def test_a_new_firm_is_found_by_name_initials_and_code(city: City) -> None:
    row = new(city, uscc=uscc(1))
    for text in ("宏远机械", "HYJX", uscc(1)):
        assert text in row.search
    assert AuditEvent.objects.filter(action="firm.create").count() == 1


@pytest.mark.parametrize(
    ("field", "fields", "told"),
    [
        ("uscc", {"uscc": "91420600MA0000001A"}, "校验码"),
        ("name", {"name": " "}, "营业执照"),
        ("industry", {"industry": "9999"}, "GB/T 4754-2017"),
        ("outside_place", {"outside": True, "region": None}, "所在地"),
        ("region", {"outside": True, "outside_place": "邻市"}, "市外企业"),
        ("outside_place", {"outside_place": "邻市"}, "市外企业"),
        ("latitude", {"longitude": Decimal(112)}, "都填"),
        ("coordinates", {"longitude": Decimal(112), "latitude": Decimal(32)}, "坐标系"),
        ("longitude", {"longitude": Decimal(32), "latitude": Decimal(112), "coordinates": "wgs84"}, "填反"),
        ("latitude", {"longitude": Decimal(112), "latitude": Decimal(55), "coordinates": "wgs84"}, "3至54"),
        ("founded", {"founded": date(1800, 1, 1)}, "1840"),
        ("founded", {"founded": date(TODAY.year + 1, 1, 1)}, "今天以前"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(city: City, field: str, fields: dict[str, Any], told: str) -> None:
    assert told in refusal(field, new, city=city, **fields)
    assert not Enterprise.objects.exists()


def test_a_park_must_lie_in_the_region(city: City) -> None:
    assert "不符" in refusal("park", new, city=city, region=city.districts[1], park=city.park)


def test_a_region_of_another_city_is_refused(city: City) -> None:
    assert "不是本市的区域" in refusal("region", new, city=city, region=City().districts[0])


def test_one_code_belongs_to_one_firm(city: City) -> None:
    first = city.firm()
    assert str(first) in refusal("uscc", new, city=city, uscc=first.uscc)
    assert new(City(), uscc=first.uscc).uscc == first.uscc  # another city keeps a register of its own


def test_one_name_is_two_firms_only_where_codes_tell_them_apart(city: City) -> None:
    city.firm("宏远", uscc=uscc(1))
    assert "已有“宏远”" in refusal("name", new, city=city, name="宏远")
    assert new(city, name="宏远", uscc=uscc(2)).name == "宏远"


def test_a_name_in_another_writing_is_the_same_name(city: City) -> None:
    first = city.firm("示例（甲区）宏远机械厂", uscc=uscc(1))
    for name in ("示例(甲区)宏远机械厂", "示例（甲区） 宏远\xa0机械厂"):
        assert f"已有“{first}”" in refusal("name", new, city=city, name=name)
    row = new(city, name=" 示例(甲区)宏远 机械厂", uscc=uscc(2))
    assert row.name == first.name
    again = actions.rename(firm=row, version=row.version, by=city.clerk, name="ＡＢ(甲区)厂")
    assert (again.name, [each.name for each in again.former_names.all()]) == ("AB（甲区）厂", [first.name])
    assert "与现在不同" in refusal("name", actions.add_former_name, firm=again, name="AB(甲区) 厂", by=city.clerk)
    same = "示例(甲区)宏远机械厂"
    assert "已经登记" in refusal("name", actions.add_former_name, firm=again, name=same, by=city.clerk)


def test_a_code_of_the_edition_before_is_refused_with_what_it_is_called_now(city: City) -> None:
    told = refusal("industry", new, city=city, industry="C3610")
    assert "2011年版的3610是“汽车整车制造”" in told
    assert "3611汽柴油车整车制造、3612新能源车整车制造" in told


def test_a_firm_is_corrected_and_the_log_says_from_what_to_what(city: City) -> None:
    firm = city.firm()
    row = actions.edit(firm=firm, version=0, by=city.clerk, address="园区路1号", industry="C3670")
    assert (row.version, row.industry) == (1, "3670")
    changes = AuditEvent.objects.get(action="firm.edit").facts["changes"]
    assert changes == {"address": ["", "园区路1号"], "industry": ["", "3670"]}


def test_a_firm_that_changed_since_is_not_edited_unseen(city: City) -> None:
    firm = city.firm()
    actions.edit(firm=firm, version=0, by=city.clerk, address="一")
    with pytest.raises(StaleRow):
        actions.edit(firm=firm, version=0, by=city.office, address="二")


def test_saving_without_a_change_writes_nothing(city: City) -> None:
    firm = city.firm(address="一")
    assert actions.edit(firm=firm, version=0, by=city.clerk, address="一").version == 0
    assert not AuditEvent.objects.exists()


def test_a_district_cannot_move_a_firm_out_of_its_reach(city: City) -> None:
    firm, clerk = city.firm(), city.user_as("district", region=city.districts[0])
    assert "不归您" in refusal("region", actions.edit, firm=firm, version=0, by=clerk, region=city.districts[1])
    assert "不归您" in refusal(
        "region", actions.create, city=city.region, by=clerk, name="新厂", region=city.districts[1]
    )
    firm.refresh_from_db()
    assert firm.region == city.districts[0]


def test_a_firm_fills_in_its_own_part_and_no_more(city: City) -> None:
    firm = city.firm()
    own = city.user_as("enterprise", organization=city.body(firm))
    assert actions.edit(firm=firm, version=0, by=own, address="新址", scope="铸件").address == "新址"
    forged: list[tuple[Any, dict[str, Any]]] = [
        (actions.edit, {"uscc": uscc(9)}),
        (actions.rename, {"name": "别名"}),
        (actions.set_state, {"state": "moved", "reason": "试"}),
        (actions.set_above_scale, {"years": [2022]}),
    ]
    for act, fields in forged:
        with pytest.raises(PermissionDenied):
            act(firm=firm, version=1, by=own, **fields)
    with pytest.raises(PermissionDenied):
        actions.create(city=city.region, name="另一家", by=own)


def test_a_renamed_firm_keeps_its_former_name_and_is_found_by_it(city: City) -> None:
    firm = city.firm("东风铸造厂")
    row = actions.rename(firm=firm, version=0, name="东风精铸", until=date(2022, 5, 1), by=city.clerk)
    former = row.former_names.get()
    assert (former.name, former.until) == ("东风铸造厂", date(2022, 5, 1))
    assert "东风铸造厂" in row.search
    assert "DFJZ" in row.search


def test_a_slip_of_the_pen_leaves_no_former_name(city: City) -> None:
    row = actions.rename(firm=city.firm("东凤"), version=0, name="东风", correction=True, by=city.clerk)
    assert not row.former_names.exists()


def test_renaming_to_the_same_name_is_refused(city: City) -> None:
    firm = city.firm("东风")
    assert "相同" in refusal("name", actions.rename, firm=firm, version=0, name="东风 ", by=city.clerk)


def test_former_names_are_added_once_and_taken_off(city: City) -> None:
    firm = city.firm("东风")
    former = actions.add_former_name(firm=firm, name="老厂", by=city.clerk)
    assert "已经登记" in refusal("name", actions.add_former_name, firm=firm, name="老厂", by=city.clerk)
    assert "不同" in refusal("name", actions.add_former_name, firm=firm, name="东风", by=city.clerk)
    actions.remove_former_name(former=former, by=city.clerk)
    firm.refresh_from_db()
    assert "老厂" not in firm.search


def test_a_firm_that_goes_leaves_its_chains_on_the_day_given(city: City) -> None:
    firm = city.firm()
    on = city.on_chain(firm)
    actions.set_state(
        firm=firm, version=0, state="deregistered", reason="注销公告", leaves=date(2022, 6, 1), by=city.clerk
    )
    on.refresh_from_db()
    assert on.ends == date(2022, 6, 1)
    assert AuditEvent.objects.get(action="firm.state").facts["changes"] == {"state": ["在营", "注销"]}


def test_a_state_wants_a_reason_and_a_change(city: City) -> None:
    firm = city.firm()
    change = {"firm": firm, "version": 0, "by": city.clerk}
    assert "依据" in refusal("reason", actions.set_state, state="suspended", reason=" ", **change)
    assert "现在就是" in refusal("state", actions.set_state, state="active", reason="试", **change)
    assert "停产" in refusal(
        "leaves", actions.set_state, state="suspended", reason="试", leaves=date(2022, 1, 1), **change
    )


def test_years_above_scale_are_one_list(city: City) -> None:
    firm = city.firm()
    actions.set_above_scale(firm=firm, version=0, years=[2021, 2022], by=city.clerk)
    actions.set_above_scale(firm=firm, version=1, years=[2022, 2023], by=city.clerk)
    assert [each.year for each in firm.above_scale.all()] == [2022, 2023]
    assert "1998" in refusal("years", actions.set_above_scale, firm=firm, version=2, years=[1990], by=city.clerk)


def test_a_number_is_masked_until_it_is_asked_for_and_that_is_on_record(city: City) -> None:
    firm = city.firm()
    contact = contact_actions.add_contact(firm=firm, post="办公室", phone="0710-3511111", by=city.clerk)
    assert contact.masked == "071*******11"
    assert contact_actions.reveal_contact(contact=contact, by=city.clerk) == "0710-3511111"
    event = AuditEvent.objects.get(action="contact.reveal")
    assert (event.account, event.facts) == (city.clerk.username, {"city": str(city.region), "post": "办公室"})
    assert not any("3511111" in str(each.facts) for each in AuditEvent.objects.all())


def test_who_may_not_reveal_gets_no_number(city: City) -> None:
    contact = Contact.objects.create(enterprise=city.firm(), post="办公室", phone="0710-3511111")
    for other in (city.user_as("committee"), city.user_as("district", region=city.districts[1])):
        with pytest.raises(PermissionDenied):
            contact_actions.reveal_contact(contact=contact, by=other)
    assert not AuditEvent.objects.exists()


def test_a_contact_is_changed_as_it_was_seen_and_a_blank_number_stays(city: City) -> None:
    contact = contact_actions.add_contact(firm=city.firm(), post="办公室", phone="0710-3511111", by=city.clerk)
    seen = as_seen(contact_actions.contact_texts(contact))
    change = {"contact": contact, "seen": seen, "by": city.clerk}
    row = contact_actions.change_contact(post="生产部", phone="", **change)
    assert (row.post, row.phone) == ("生产部", "0710-3511111")
    with pytest.raises(StaleRow):
        contact_actions.change_contact(post="销售部", phone="", **change)


@pytest.mark.parametrize("phone", ["", "123", "张三 13800000000", "-------------"])
def test_a_number_that_is_none_is_refused(city: City, phone: str) -> None:
    firm = city.firm()
    assert "电话" in refusal("phone", contact_actions.add_contact, firm=firm, post="办", phone=phone, by=city.clerk)


def test_a_firm_keeps_its_own_contacts(city: City) -> None:
    firm = city.firm()
    own = city.user_as("enterprise", organization=city.body(firm))
    contact = contact_actions.add_contact(firm=firm, post="办公室", phone="0710-3511111", by=own)
    contact_actions.remove_contact(contact=contact, by=own)
    with pytest.raises(PermissionDenied):
        contact_actions.add_contact(firm=city.firm(), post="办公室", phone="0710-3511111", by=own)
    with pytest.raises(PermissionDenied):
        contact_actions.add_research_body(firm=firm, name="院", kind="own", opened=date(2022, 1, 1), by=own)


def test_a_research_body_opens_within_the_life_of_its_firm(city: City) -> None:
    firm = city.firm(founded=date(2020, 1, 1))
    body = {"firm": firm, "name": "研究院", "kind": "own", "by": city.clerk}
    assert "早于" in refusal("opened", contact_actions.add_research_body, opened=date(2019, 1, 1), **body)
    row = contact_actions.add_research_body(opened=date(2021, 1, 1), **body)
    assert "已经登记" in refusal("name", contact_actions.add_research_body, opened=date(2022, 1, 1), **body)
    contact_actions.remove_research_body(body=row, by=city.clerk)
    assert not firm.research_bodies.exists()
