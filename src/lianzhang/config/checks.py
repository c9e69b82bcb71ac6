"""What must be right before anybody is served: the database's settings always, a real deployment's besides.

Each finding is one line that says what to do; an error keeps the server from starting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connection

__all__ = ["DAMAGED", "database", "deployment"]

DAMAGED = "数据库文件已损坏：请停用，用最近的备份恢复（lianzhang restore）。"

# https://sqlite.org/wal.html#walresetbug: several writing processes can damage a WAL database before this release.
WAL_MENDED = (3, 51, 3)
POSTGRESQL_LEAST = 14_00_00


@register(Tags.database)
def database(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Asked only where the database is at hand: by `lianzhang up`."""
    if not databases:
        return []
    return list(_sqlite() if connection.vendor == "sqlite" else _postgresql())


def _ask(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _sqlite() -> Iterator[CheckMessage]:
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield Error("SQLite 没有用 IMMEDIATE 事务，同时写会报“locked”。", id="lianzhang.D001")
    if _ask("PRAGMA journal_mode") != "wal":
        yield Error("SQLite 的日志方式不是 WAL：请把数据库放在本机磁盘上，不要放网络盘。", id="lianzhang.D002")
    if _ask("PRAGMA foreign_keys") != 1:
        yield Error("SQLite 没有开外键检查。", id="lianzhang.D003")
    if _ask("PRAGMA busy_timeout") < 5_000:
        yield Error("SQLite 的等待时间太短，写多时会报“locked”。", id="lianzhang.D004")
    if _ask("PRAGMA quick_check(1)") != "ok":
        yield Error(DAMAGED, id="lianzhang.D005")
    if sqlite3.sqlite_version_info < WAL_MENDED:
        version = ".".join(map(str, WAL_MENDED))
        yield Caution(
            f"SQLite {sqlite3.sqlite_version} 早于 {version}，有多进程写坏 WAL 的缺陷：只用一个服务进程（已如此）。",
            id="lianzhang.D006",
        )


def _postgresql() -> Iterator[CheckMessage]:
    if connection.pg_version < POSTGRESQL_LEAST:  # type: ignore[attr-defined]  # only PostgreSQL's connection has it
        yield Error("PostgreSQL 早于 14：请升级。", id="lianzhang.D011")
    if _ask("SHOW server_encoding") != "UTF8":
        yield Error("PostgreSQL 的库不是 UTF8 编码：请用 UTF8 新建库。", id="lianzhang.D012")
    if _ask("SHOW default_transaction_isolation") != "read committed":
        yield Error("PostgreSQL 的默认隔离级别不是 read committed：请改回。", id="lianzhang.D013")


@register(Tags.security, deploy=True)
def deployment(**_: Any) -> list[CheckMessage]:
    """What a real deployment must not have. The demonstration is none."""
    return [] if settings.DEMONSTRATION else list(_deployment())


def _deployment() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG 开着，出错页会露出内部：请去掉环境变量 DEBUG。", id="lianzhang.S001")
    if len(set(settings.SECRET_KEY)) < 20 or "insecure" in settings.SECRET_KEY:
        yield Error("SECRET_KEY 太弱：请换成 50 位以上的随机字符。", id="lianzhang.S002")
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS 含“*”：请写实际的域名。", id="lianzhang.S003")
    if not settings.HTTPS and settings.HOST not in ("127.0.0.1", "localhost", "::1"):
        yield Error("没有用 HTTPS，口令会明文传输：请设 HTTPS=1，由前面的代理提供证书。", id="lianzhang.S004")
    if settings.OIDC_ISSUER.startswith("http:"):
        yield Error("身份服务的地址没有用 HTTPS，应答可以被改：请把 OIDC_ISSUER 写成 https 地址。", id="lianzhang.S006")
    yield from _default_accounts()
    yield from _fictitious_city()


def _fictitious_city() -> Iterator[CheckMessage]:
    from lianzhang.registry.models import Region

    # The room came with the column that says so: before its first migration there is nothing to ask.
    if "enterprises_enterprise" not in connection.introspection.table_names():
        return
    if Region.objects.filter(fictitious=True).exists():
        yield Error("库里有虚构的示例市：请先清除（lianzhang sample purge）。", id="lianzhang.S007")


def _default_accounts() -> Iterator[CheckMessage]:
    from lianzhang.access.models import Assignment
    from lianzhang.config.demonstration import SOURCE

    if "access_assignment" not in connection.introspection.table_names():
        return
    names = Assignment.objects.filter(source=SOURCE, user__is_active=True).values_list("user__username", flat=True)
    if names:
        accounts = "、".join(sorted(set(names))[:5])
        yield Error(f"库里有演示账号（{accounts}等）：请用新库，或先停用它们。", id="lianzhang.S005")
