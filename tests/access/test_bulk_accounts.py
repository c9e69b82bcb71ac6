"""Accounts in bulk: all or none, by the one who may do both, and passwords that are seen once."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lianzhang.access.bulk_actions import ACCOUNTS, BulkRefused, accounts_template, check_accounts, create_in_bulk
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.initials import initials
from lianzhang.kernel.sheets import read_table, write_workbook
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Post, Region
from tests.acting import post_of, seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
ADDRESS = "/people/bulk/"
SECRET = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")
SAID = {"starts": date(2026, 1, 1), "source": "分工〔2026〕1号"}


@pytest.fixture
def city() -> Region:
    return Region.objects.create(code="990100", name="云岭市", kind="city")


@pytest.fixture
def posts(city: Region) -> list[Post]:
    return [post_of(role, city) for role in ("chain_office", "member_unit")]


@pytest.fixture
def guard() -> User:
    return seated("guard", "security_admin")


def book(*rows: tuple[str, ...]) -> bytes:
    keys = [column.key for column in ACCOUNTS.columns]
    return write_workbook(ACCOUNTS, [dict(zip(keys, row, strict=False)) for row in rows])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(by: User, content: bytes, **more: Any) -> HttpResponse:
    file = SimpleUploadedFile("账号.xlsx", content)
    return client_of(by).post(ADDRESS, {"file": file, **SAID, **more})


def test_the_template_as_it_is_makes_an_account_for_each_post(guard: User, posts: list[Post], city: Region) -> None:
    content = accounts_template(guard, city)
    checked = send(guard, content, check="yes")
    assert "能建2个账号" in checked.content.decode()
    assert not Assignment.objects.filter(post__in=posts).exists()
    page = send(guard, content)
    told = page.content.decode()
    secrets = SECRET.findall(told)
    assert (page.status_code, len(set(secrets)), page.headers["Cache-Control"]) == (200, 2, "no-store")
    for post, secret in zip(posts, secrets, strict=True):
        user = Assignment.objects.get(post=post).user
        assert user.check_password(secret)
        assert user.must_change_password
        assert user.username in told
        assert user.username == initials(post.name).lower(), "short to type"
    kept = "".join(f"{event.facts}" for event in AuditEvent.objects.all())
    assert not SECRET.search(kept)
    assert AuditEvent.objects.filter(action="account.bulk_create").count() == 1
    # The address again, the same file again, another administrator: nobody sees them twice.
    assert not SECRET.search(client_of(guard).get(ADDRESS).content.decode())
    again = send(guard, content)
    assert again.status_code == 422
    assert "已有账号" in again.content.decode()
    assert not SECRET.search(again.content.decode())
    assert User.objects.filter(assignments__post__in=posts).count() == 2


def test_each_fault_is_told_at_its_row_and_nothing_is_made(guard: User, posts: list[Post], city: Region) -> None:
    first, second = (post.name for post in posts)
    held = post_of("chain_office", city)
    Assignment.objects.create(user=seated("held", "bank", city), post=held, starts=date(2021, 1, 1), source="a")
    before = User.objects.count()
    content = book(
        ("云岭市", first, "甲", "same"),
        ("云岭市", second, "乙", "SAME"),
        ("云岭市", first, "丙", ""),
        ("云岭市", held.name, "", ""),
        ("云岭市", "没有的职务", "", ""),
        ("别处", first, "", ""),
        ("云岭市", second, "", "guard"),
        ("云岭市", second, "", "有 空格"),
    )
    _, problems = check_accounts(read_table(content, ACCOUNTS, "a.xlsx"), "a.xlsx", guard)
    assert [(each.row, each.column) for each in problems] == [
        *((3, "账号"), (4, "职务"), (5, "职务"), (6, "职务")),
        *((7, "城市"), (8, "账号"), (9, "账号")),
    ]
    page = send(guard, content)
    assert page.status_code == 422
    assert "什么也没有建" in page.content.decode()
    assert User.objects.count() == before


def test_formulas_too_many_rows_and_strange_files_are_refused(guard: User, posts: list[Post]) -> None:
    stream = BytesIO()
    workbook = xlsxwriter.Workbook(stream)
    sheet = workbook.add_worksheet("账号")
    sheet.write_row(0, 0, ["城市", "职务", "称谓", "账号"])
    sheet.write_row(1, 0, ["云岭市", posts[0].name, "甲"])
    sheet.write_formula(1, 3, '=HYPERLINK("http://evil","admin")', None, "admin")
    workbook.close()
    before = User.objects.count()
    many = book(*(("云岭市", posts[0].name, f"甲{number}", f"many-{number}") for number in range(500)))
    for content in (many, b"not a workbook", b"", book()):
        page = send(guard, content)
        assert page.status_code == 422
        assert not SECRET.search(page.content.decode())
    page = send(guard, stream.getvalue())
    assert page.status_code == 422, page.content.decode()
    assert User.objects.count() == before


def test_only_who_may_make_accounts_and_give_posts(posts: list[Post], city: Region) -> None:
    content = book(("云岭市", posts[0].name, "甲", "rival"))
    rivals = [seated(role, role) for role in ("system_admin", "audit_admin")]
    for rival in (*rivals, seated("office", "chain_office", city), seated("firm", "enterprise", city)):
        client = client_of(rival)
        assert send(rival, content).status_code == 403
        assert client.get(ADDRESS).status_code == 403
        assert client.get(reverse("accounts_bulk_template")).status_code == 403
    assert not User.objects.filter(username="rival").exists()


def test_of_two_who_upload_at_once_one_makes_them(guard: User, posts: list[Post]) -> None:
    content = book(("云岭市", posts[0].name, "甲", "one"))
    accounts, _ = check_accounts(read_table(content, ACCOUNTS, "a.xlsx"), "a.xlsx", guard)
    create_in_bulk(accounts=accounts, file="a.xlsx", by=seated("second", "security_admin"), **SAID)
    with pytest.raises(BulkRefused):
        create_in_bulk(accounts=accounts, file="a.xlsx", by=guard, **SAID)
    assert Assignment.objects.filter(post=posts[0]).count() == 1


def test_the_first_page_tells_administrators_how_many_and_never_whose(guard: User, posts: list[Post]) -> None:
    page = client_of(guard).get(reverse("first_day")).content.decode()
    assert "还没有系统管理员、审计管理员" in page
    assert "一座城市要两位管理员开局" in page
    assert posts[0].name not in page
