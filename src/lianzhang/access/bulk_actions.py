"""Accounts for many posts at once, from a workbook: checked row by row, then all of them or none.

Temporary passwords are hashed before the transaction, told once to whoever asked, and kept nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.initials import initials
from lianzhang.kernel.sheets import Column, Problem, Row, Sheet, Table, nearest, text, write_workbook
from lianzhang.records.api import record
from lianzhang.registry.models import Post, Region

from .actions import TemporaryPassword, assign, create_account, demand
from .models import Assignment
from .permissions import Permission
from .row_policy import visible

__all__ = ["ACCOUNTS", "BulkRefused", "NewAccount", "Slip", "accounts_template", "check_accounts", "create_in_bulk"]

MOST = 200  # hashing takes a quarter of a second each, and somebody waits for the page
USERNAME, LABEL = User._meta.get_field("username"), User._meta.get_field("label")

CITY = Column("city", "城市", text(80), required=True, main=True, help="城市的名称。", example="云岭市")
POST = Column(
    *("post", "职务", text(120)),
    required=True,
    main=True,
    also=("岗位",),
    help="方案里的职务，一行一个，从下拉列表里选。",
)
NAMED = Column(
    *("label", "称谓", text(80)),
    also=("姓名或岗位标签", "岗位标签"),
    help="屏幕上怎么称呼，写岗位或单位，不写姓名；可留空，就用职务的名称。",
)
ACCOUNT = Column(
    "username",
    "账号",
    text(150),
    also=("用户名",),
    help="登录时用；字母、数字和 . - _；可留空，由系统起：职务名称的拼音首字母。",
)
ACCOUNTS = Sheet("账号", (CITY, POST, NAMED, ACCOUNT), max_rows=MOST)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """One row that may be made."""

    number: int
    post: Post
    label: str
    username: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What one new account is told on paper."""

    account: NewAccount
    clear: str = field(repr=False)


class BulkRefused(ValidationError):
    """Nothing was made; `problems` say why, each at its row."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("什么也没有建。")
        self.problems = problems


def _posts(by: Any) -> QuerySet[Post]:
    return visible(by, Post).exclude(rank__role="").select_related("rank", "city")


def _held(by: Any) -> set[int | None]:
    """Posts that an account acts for today or will."""
    running = Q(ends__isnull=True) | Q(ends__gt=timezone.localdate())
    return set(visible(by, Assignment).filter(running, post__isnull=False).values_list("post", flat=True))


def accounts_template(by: Any, city: Region) -> bytes:
    """A row for each post of the city without an account, and the city's posts to choose from."""
    posts = list(_posts(by).filter(city=city).order_by("rank__order", "rank__code", "code"))
    names = tuple((each.name, each.name) for each in posts)
    chosen = Column(POST.key, POST.title, required=True, choices=names, help=POST.help)
    held = _held(by)
    rows = [{"city": str(city), "post": each.name, "label": each.name} for each in posts if each.pk not in held]
    return write_workbook(Sheet(ACCOUNTS.name, (CITY, chosen, NAMED, ACCOUNT), max_rows=MOST), rows)


def check_accounts(table: Table, file: str, by: Any) -> tuple[list[NewAccount], list[Problem]]:
    """The accounts that the rows ask for, and all that is wrong with them. Writes nothing."""
    checker = _Checker(file, by)
    problems = list(table.problems)
    made = []
    for row in table.rows:
        if row.problems:
            continue
        try:
            made.append(checker.account(row))
        except _Fault as fault:
            problems.append(Problem(file, row.number, fault.column.title, str(fault)))
    if not table.rows and not problems:
        problems.append(Problem(file, None, "", "没有一行；请一行写一个账号"))
    return made, problems


class _Fault(ValueError):
    def __init__(self, column: Column, message: str) -> None:
        super().__init__(message)
        self.column = column


class _Checker:
    def __init__(self, file: str, by: Any) -> None:
        self.file = file
        self.cities: dict[str, list[Post]] = {}
        for post in _posts(by):
            for name in (post.city.name, post.city.code):
                self.cities.setdefault(name, []).append(post)
        self.held = _held(by)
        self.taken = {name.casefold() for name in visible(by, User).values_list("username", flat=True)}
        self.rows_of: dict[int, int] = {}
        self.names: dict[str, int] = {}

    def account(self, row: Row) -> NewAccount:
        post = self._post(row)
        label = row["label"].strip() or post.name[:80]
        username = User.normalize_username(row["username"].strip()) or self._named_after(post)
        _clean(USERNAME, username, ACCOUNT)
        _clean(LABEL, label, NAMED)
        folded = username.casefold()
        if folded in self.taken:
            raise _Fault(ACCOUNT, f"已有账号“{username}”；请换一个，或留空由系统起")
        if folded in self.names:
            raise _Fault(ACCOUNT, f"和第{self.names[folded]}行的账号相同；请改一个")
        self.names[folded] = self.rows_of[post.pk] = row.number
        return NewAccount(row.number, post, label, username)

    def _post(self, row: Row) -> Post:
        posts = self.cities.get(row["city"].strip())
        if posts is None:
            raise _Fault(
                CITY, f"没有载入“{row['city']}”的方案，或它没有能任的职务；{nearest(row['city'], self._names())}"
            )
        wanted = row["post"].strip()
        same = [each for each in posts if wanted in (each.name, each.code)]
        if not same:
            raise _Fault(POST, f"这座城市没有“{wanted}”；{nearest(wanted, [each.name for each in posts])}")
        if len(same) > 1:
            raise _Fault(POST, f"有{len(same)}个职务叫“{wanted}”；请写编号：{'、'.join(each.code for each in same)}")
        post = same[0]
        if post.pk in self.held:
            raise _Fault(POST, "这个职务已有账号；要换人请在它的账号页交接，要再加一个请在账号页新建")
        if post.pk in self.rows_of:
            raise _Fault(POST, f"和第{self.rows_of[post.pk]}行的职务相同；一个职务一行")
        return post

    def _names(self) -> Iterator[str]:
        return iter(dict.fromkeys(post.city.name for posts in self.cities.values() for post in posts))

    def _named_after(self, post: Post) -> str:
        """The initials of the post's name: short to type, and who holds it can say them."""
        usual = initials(post.name)[:140].lower() or post.code
        others = (usual, *(f"{usual}-{number}" for number in range(2, 1000)))
        return next(name for name in others if name.casefold() not in self.taken | self.names.keys())


def _clean(of: Any, value: str, column: Column) -> None:
    try:
        of.clean(value, None)
    except ValidationError as refused:
        raise _Fault(column, "；".join(refused.messages).rstrip("。")) from refused


def create_in_bulk(*, accounts: Sequence[NewAccount], file: str, starts: date, source: str, by: Any) -> list[Slip]:
    """Make the accounts and let each act for its post from `starts` on. Raises BulkRefused, ValidationError."""
    demand(by, Permission.MANAGE_ACCOUNTS)
    demand(by, Permission.GRANT_ASSIGNMENT)
    if not source.strip():
        raise ValidationError({"source": "请写依据，如分工文件的名称和文号。"})
    passwords = [TemporaryPassword() for _ in accounts]
    try:
        return _make(accounts, passwords, file, starts, source, by)
    except IntegrityError as error:
        raise BulkRefused([Problem(file, None, "", "刚有人建了同名的账号；请再核对一次")]) from error


@transaction.atomic
def _make(
    accounts: Sequence[NewAccount],
    passwords: Iterable[TemporaryPassword],
    file: str,
    starts: date,
    source: str,
    by: Any,
) -> list[Slip]:
    keys = [each.post.pk for each in accounts]
    # Two who upload at once wait in line here; the second is told that the posts are held.
    list(visible(by, Post).select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    held = _held(by)
    slips = []
    problems = [
        Problem(file, each.number, POST.title, "刚有人给这个职务建了账号") for each in accounts if each.post.pk in held
    ]
    if problems:
        raise BulkRefused(problems)
    for each, password in zip(accounts, passwords, strict=True):
        try:
            user, clear = create_account(username=each.username, label=each.label, by=by, password=password)
            assign(user=user, post=each.post, starts=starts, source=source, by=by)
        except ValidationError as refused:
            raise BulkRefused([Problem(file, each.number, "", "；".join(refused.messages))]) from refused
        slips.append(Slip(each, clear))
    cities = Counter(str(each.post.city) for each in accounts)
    record("account.bulk_create", "people/bulk", by=by, file=file, accounts=len(slips), cities=dict(cities))
    return slips
