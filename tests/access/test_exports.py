"""Accounts and posts leave as workbooks as they are narrowed, to those who may see the lists."""

from __future__ import annotations

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.records.models import AuditEvent
from tests.acting import post_of, seated
from tests.plans.reading import sheet_rows
from tests.plans.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def client(user: User) -> Client:
    signed_in = Client()
    signed_in.force_login(user)
    return signed_in


@pytest.fixture
def guard(db: None) -> Client:
    return client(seated("security_admin", "security_admin"))


def test_accounts_are_exported_as_they_are_narrowed(world: World, guard: Client) -> None:
    seated("chief", "chief", world.city)
    User.objects.create(username="old", label="旧账号", is_active=False)
    (row,) = sheet_rows(guard.get("/people/export.xlsx?state=disabled"))
    assert (row["称谓"], row["状态"], row["最近登录"]) == ("旧账号", "停用", "没有登录过")
    named = sheet_rows(guard.get("/people/export.xlsx?q=chief"))
    assert [row["账号"] for row in named] == ["chief"]
    assert "chief" in str(named[0]["现任岗位"])
    assert named[0]["城市"] == "试验市"


def test_posts_are_exported_as_they_are_narrowed(world: World, guard: Client) -> None:
    seated("held", "chief", world.city)
    vacant = post_of("bank", world.city)
    rows = sheet_rows(guard.get("/people/posts/export.xlsx?state=vacant"))
    assert [(row["岗位"], row["系统角色"], row["现由谁任"]) for row in rows] == [(vacant.name, "金融机构", None)]


def test_an_export_is_on_record(guard: Client) -> None:
    guard.get("/people/export.xlsx?state=active")
    assert AuditEvent.objects.get(action="export").facts["asked"] == "state=active"


@pytest.mark.parametrize("address", ["/people/export.xlsx", "/people/posts/export.xlsx"])
def test_who_may_not_see_the_list_may_not_take_it(world: World, address: str) -> None:
    for user in (seated("office", "chain_office", world.city), seated("audit_admin", "audit_admin")):
        assert client(user).get(address).status_code == 403
