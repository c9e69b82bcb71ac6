"""What is written in an upload or a form and means somebody else's row is answered without a word of that row."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from lianzhang.enterprises import actions, contact_actions, merging
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply
from lianzhang.enterprises.models import DuplicateCandidate, Enterprise
from lianzhang.exchange.models import Batch
from lianzhang.plans.models import Observation
from tests.enterprises.world import City, uscc
from tests.exchange.uploads import Desk, sheet_of
from tests.plans.reports import fields

pytestmark = pytest.mark.django_db
CODE, NAME = "统一社会信用代码", "名称"
NOBODY = uscc(999_999)
GIVEN: dict[str, dict[str, Any]] = {
    "memberships": {"产业链": "第1链", "起": "2021-01-01", "计入比例": "60"},
    "honours": {"名目": "省级称号", "认定日期": "2021-01-01", "来源": "试验名单"},
    "statements": {"时期": "2022", "产值（万元）": "1000"},
}


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> City:
    settings.VAR = tmp_path
    return City()


@pytest.fixture
def desk(city: City, tmp_path: Path) -> Desk:
    return Desk(city, city.user_as("district", region=city.districts[0]), tmp_path)


@pytest.fixture
def foreign(city: City) -> Enterprise:
    """A firm of the other district, with a row in each register."""
    firm = city.firm("西区精密铸造有限公司", region=city.districts[1], scope="铸件", industry="3391")
    city.on_chain(firm, 0, share=60), city.honour(firm), city.statement(firm)  # type: ignore[arg-type]
    return firm


def lines(batch: Batch) -> list[Any]:
    return [line.as_json() for page in batch.pages.order_by("status", "number") for line in page.lines]


@pytest.mark.parametrize("register", sorted(GIVEN))
def test_a_firm_in_a_row_of_an_upload_answers_like_one_that_does_not_exist(
    desk: Desk, foreign: Enterprise, register: str
) -> None:
    for column, theirs, nobodys in ((CODE, foreign.uscc, NOBODY), ("企业", foreign.name, "没有这家厂")):
        told = [
            str(lines(desk.upload(sheet_of({column: word} | GIVEN[register]), f"{word}.xlsx", register))).replace(
                word, "—"
            )
            for word in (theirs, nobodys)
        ]
        assert told[0] == told[1]
        assert "您能看到的名录里没有" in told[0]


def test_a_firm_out_of_sight_is_answered_alike_whatever_is_guessed_of_it(desk: Desk, foreign: Enterprise) -> None:
    right = {CODE: foreign.uscc, NAME: foreign.name, "区域": "西区", "经营范围": "铸件", "行业代码": "3391"}
    wrong = {CODE: foreign.uscc, NAME: "猜的名称", "区域": "东区", "经营范围": "猜的", "行业代码": "3812"}
    told = [desk.faults(desk.upload(sheet_of(row), f"{row[NAME]}.xlsx")) for row in (right, wrong)]
    assert told[0] == told[1]
    ((_, column, message),) = told[0]
    assert (column, message.partition("，")[0]) == (CODE, "已经登记")


@pytest.mark.parametrize("more", [{}, {CODE: NOBODY}], ids=["without a code", "with one of its own"])
@pytest.mark.parametrize("coded", [True, False])
def test_a_name_out_of_sight_is_taken_whether_it_has_a_code_or_not(
    desk: Desk, city: City, more: dict[str, str], coded: bool
) -> None:
    firm = city.firm("西区玻璃厂", region=city.districts[1], **({} if coded else {"uscc": ""}))
    ((_, column, message),) = desk.faults(desk.upload(sheet_of({NAME: firm.name, "区域": "东区"} | more)))
    assert (column, message.partition("，")[0]) == (NAME, "已经登记")


def test_the_registers_leave_without_rows_of_firms_out_of_sight(desk: Desk, city: City, foreign: Enterprise) -> None:
    own = city.firm("东区厂")
    city.on_chain(own), city.honour(own), city.statement(own)
    for register in GIVEN:
        answer = desk.client.get(reverse("sheet_export", args=[register]))
        assert desk.upload(answer.content, "导出.xlsx", register).counts == {"same": 1}, register


@pytest.mark.parametrize("given", ["uscc", "name"])
def test_a_form_says_that_it_is_registered_and_not_whose_it_is(
    desk: Desk, city: City, foreign: Enterprise, given: str
) -> None:
    own = city.firm("东区厂")
    written = {"name": "新的厂", "region": city.districts[0].pk} | {given: getattr(foreign, given)}
    renamed = {"name": foreign.name, "version": own.version}
    edited = {"uscc": foreign.uscc, "region": city.districts[0].pk, "version": own.version}
    for answer in (
        desk.client.post(reverse("firms_new"), written),
        desk.client.post(reverse("firm_rename", args=[own.pk]), renamed),
        desk.client.post(reverse("firm_edit", args=[own.pk]), edited),
    ):
        assert answer.status_code == 422
        assert "已经登记，但不在您现在的岗位能看到的范围里" in answer.text
        assert answer.text.count(foreign.name) == answer.text.count(f'value="{foreign.name}"')  # as it was typed


def test_a_firm_beside_one_of_the_same_name_out_of_sight_can_still_be_corrected(desk: Desk, city: City) -> None:
    own = city.firm("同名厂")
    city.firm("同名厂", region=city.districts[1])
    given = {"uscc": own.uscc, "region": city.districts[0].pk, "address": "新址", "version": own.version}
    assert desk.client.post(reverse("firm_edit", args=[own.pk]), given).status_code == 302


def test_a_guessed_figure_of_another_district_is_answered_alike(desk: Desk, city: City) -> None:
    target, west = city.world.target(), city.districts[1]
    city.world.observe(target, "2022Q4", 30, state="draft", region=west, note="先记下")
    answers = []
    for value in ("30家", "31家"):
        source = {"source": str(city.world.source.pk), "source_title": "", "source_publisher": "", "source_date": ""}
        given = fields(value=value, scope=f"region:{west.code}", **source)
        answer = desk.client.post(f"{reverse('observation_new')}?target={target.code}", given)
        answers.append([str(each) for each in answer.context["form"].errors.values()])
    assert answers[0] == answers[1]
    assert "不归您现在的岗位填报" in answers[0][0]
    assert Observation.objects.count() == 1


def test_what_was_written_down_at_a_firm_tells_of_no_other_and_of_no_contact(desk: Desk, city: City) -> None:
    own, foreign = city.firm("东区厂"), city.firm("西区子公司", region=city.districts[1])
    merging.not_the_same(one=own, other=foreign, reason="母公司和子公司", by=city.office)
    contact_actions.add_contact(firm=own, post="总经办主任", phone="0710-3511111", by=city.office)
    page = desk.client.get(reverse("firm", args=[own.pk])).text
    assert foreign.name not in page
    assert "母公司和子公司" not in page
    reader = Client()
    reader.force_login(city.user_as("member_unit"))
    assert "总经办主任" not in reader.get(reverse("firm", args=[own.pk])).text
    reader.force_login(city.office)
    assert foreign.name in reader.get(reverse("firm", args=[own.pk])).text


def test_a_pair_of_which_one_is_out_of_sight_is_shown_to_the_office_alone(desk: Desk, city: City) -> None:
    own, foreign = city.firm("东区厂"), city.firm("西区子公司", region=city.districts[1])
    DuplicateCandidate.objects.create(one=own, other=foreign, score=90, why="相近")
    assert foreign.name not in desk.client.get(reverse("firms_duplicates")).text
    desk.client.force_login(city.office)
    assert foreign.name in desk.client.get(reverse("firms_duplicates")).text


def test_a_bulk_edit_over_a_firm_that_left_reach_says_nothing_of_what_became_of_it(desk: Desk, city: City) -> None:
    firm, asked = city.firm("东区厂"), Asked("state", state="suspended")
    rows = Enterprise.objects.filter(pk=firm.pk)
    apply(asked=asked, firms=rows, token=plan_of(asked, rows, desk.user).token, by=desk.user)
    firm.refresh_from_db()
    firm = actions.edit(firm=firm, version=firm.version, by=city.office, region=city.districts[1])
    actions.rename(firm=firm, version=firm.version, by=city.office, name="搬走后的新名")
    page = desk.client.get(reverse("firms_bulk")).text
    assert "搬走后的新名" not in page
    assert "不归您现在的岗位办理" in page


def test_a_title_leaves_without_code_and_place_of_a_firm_out_of_sight(
    desk: Desk, city: City, foreign: Enterprise
) -> None:
    answer = desk.client.get(reverse("honours_export"))
    told = str(sheet_texts(answer.content))
    assert foreign.name in told
    assert foreign.uscc not in told
    assert "西区" not in told.replace(foreign.name, "")


def sheet_texts(content: bytes) -> list[Any]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
