"""The first plan of a city: two administrators, nothing half-written, and never over a plan that stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.plans.changing.first_actions import apply_first, ask_first, withdraw_first
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import FirstPlan, Plan
from lianzhang.plans.workbook import plan_as_workbook, read_workbook
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Post, Region
from tests.acting import seated

from .folders import PROVINCE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book() -> bytes:
    folder, problems = read_folder(PROVINCE)
    assert not problems
    return plan_as_workbook(folder.content)


@pytest.fixture
def one() -> User:
    return seated("系统管理员", "system_admin")


@pytest.fixture
def other() -> User:
    return seated("安全管理员", "security_admin")


def upload(by: User, content: bytes, name: str = "方案.xlsx") -> tuple[int, str]:
    page = client_of(by).post(reverse("first_plan_new"), {"file": SimpleUploadedFile(name, content)}, follow=True)
    return page.status_code, page.content.decode()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(by: User) -> FirstPlan:
    folder, _ = read_folder(PROVINCE)
    return ask_first(name="方案.xlsx", folder=folder, by=by)


def test_a_city_begins_by_two_administrators(book: bytes, one: User, other: User) -> None:
    status, page = upload(one, book)
    assert status == 200
    assert "等另一位管理员核对" in page
    row = FirstPlan.objects.get()
    with pytest.raises(StepRefused):
        apply_first(row=row, version=0, by=one)
    assert not Plan.objects.exists()
    address = reverse("first_plan_step", args=[row.pk, "apply"])
    assert client_of(one).post(address, {"version": 0}).status_code == 422
    assert client_of(other).get(reverse("first_plan_workbook", args=[row.pk])).status_code == 200
    assert "现在先办“城市”" in client_of(other).get(reverse("first_day")).content.decode()
    page = client_of(other).post(address, {"version": 0}, follow=True).content.decode()
    assert "已经生效" in page
    assert Plan.objects.get().city.city is None
    row.refresh_from_db()
    assert (row.state, row.content, row.decided_by) == ("done", None, other)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"first_plan.ask", "first_plan.apply", "plans.load"} <= actions
    with pytest.raises(StaleRow):  # a second tab
        apply_first(row=row, version=0, by=other)
    page = client_of(other).get(reverse("first_day")).content.decode()
    assert "现在先办" in page
    assert str(Plan.objects.get().name) not in page


def test_it_is_put_right_until_somebody_of_the_city_can(book: bytes, one: User, other: User) -> None:
    load_folder(PROVINCE, by="命令行")
    city = Region.objects.get(city=None)
    assert reverse("first_plan_new") in client_of(one).get(reverse("first_day") + f"?city={city.pk}").content.decode()
    status, page = upload(one, book)
    assert status == 200
    assert "等另一位管理员核对" in page
    apply_first(row=FirstPlan.objects.get(), version=0, by=other)
    post = Post.objects.filter(rank__role="chain_office")[0]
    Assignment.objects.create(user=seated("链办", "expert", city), post=post, starts=date(2021, 1, 1), source="试验")
    status, page = upload(one, book)
    assert status == 422
    assert "已经有方案" in page


def test_a_plan_that_nobody_could_go_on_with_is_refused(one: User) -> None:
    folder, _ = read_folder(PROVINCE)
    tables = dict(folder.content["tables"])
    office = {row["id"] for row in tables["ranks"] if row["role"] == "chain_office"}
    tables["posts"] = [row for row in tables["posts"] if row["rank"] not in office]
    status, page = upload(one, plan_as_workbook({"sections": folder.content["sections"], "tables": tables}))
    assert status == 422
    assert "没有一个职务由" in page


def test_a_workbook_comes_from_the_paper_and_loads_once_it_is_put_right(one: User, other: User) -> None:
    address = reverse("first_plan_draft")
    paper = "云岭市产业链行动方案\n一、目标\n到2025年，茶产业链产值达到50亿元，培育龙头企业3家。\n"
    assert client_of(other).post(address, {"paper-text": paper}).status_code == 403
    refused = client_of(one).post(address, {"paper-text": " "})
    assert refused.status_code == 422
    assert "请选一个文件" in refused.text
    made = client_of(one).post(address, {"paper-text": paper})
    folder, problems = read_workbook(made.content, "方案.xlsx")
    assert not problems
    assert len(folder.rows("targets")) == 2
    assert folder.plan["city"] == folder.rows("regions")[0]["id"] == "yunlingshi"
    assert "按规则" in folder.rows("targets")[0]["reading"]  # for whoever goes through it
    status, page = upload(one, made.content)
    assert status == 422
    assert "“产业链（请改名）”是起草时代写的" in page
    tables = {**folder.content["tables"], "chains": [{"id": "c01", "name": "茶叶产业链"}]}
    status, page = upload(one, plan_as_workbook({"sections": folder.content["sections"], "tables": tables}))
    assert status == 200
    assert "等另一位管理员核对" in page
    row = FirstPlan.objects.get()
    assert "按规则" not in str(row.content)  # and two people have
    poem = client_of(one).post(address, {"paper-text": "床前明月光，疑是地上霜。举头望明月，低头思故乡。" * 3})
    assert poem.status_code == 422
    assert "不像一份方案" in poem.text


def test_faults_are_told_and_nothing_is_kept(one: User) -> None:
    status, page = upload(one, plan_as_workbook())
    assert status == 422
    assert "什么也没有写" in page
    assert upload(one, b"no workbook")[0] == 422
    assert not FirstPlan.objects.exists()
    assert not Region.objects.exists()


def test_who_may_not_begin_does_not(one: User, other: User) -> None:
    with pytest.raises(PermissionDenied):
        asked(other)
    row = asked(one)
    with pytest.raises(ValidationError, match="已有一份"):
        asked(one)
    audit = seated("审计管理员", "audit_admin")
    for who in (audit, seated("没有岗位", "bank", Region.objects.create(code="990000", name="别处", kind="city"))):
        assert client_of(who).get(reverse("first_plan", args=[row.pk])).status_code == 403
        assert client_of(who).get(reverse("first_day")).status_code == 403
        with pytest.raises((PermissionDenied, StepRefused)):
            apply_first(row=row, version=0, by=who)
    with pytest.raises(StepRefused):
        withdraw_first(row=row, version=0, by=other)
    withdraw_first(row=row, version=0, by=one)
    assert FirstPlan.objects.get().content is None
    assert not Plan.objects.exists()


def test_a_plan_that_came_meanwhile_is_not_overwritten(one: User, other: User) -> None:
    row = asked(one)
    load_folder(PROVINCE, by="命令行")
    with pytest.raises(ValidationError, match="又装载过一次"):
        apply_first(row=row, version=0, by=other)
    assert FirstPlan.objects.get().state == "asked"
