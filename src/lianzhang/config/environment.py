"""Reads environment variables and says, in one line, what is wrong with one and how to mend it.

Only settings.py uses it, so that file lists every variable there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class Environment:
    """A view of the process environment; an empty variable counts as unset."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str, default: str = "") -> str:
        return self._variables.get(name, "").strip() or default

    def required(self, name: str, hint: str) -> str:
        value = self.text(name)
        if not value:
            raise ImproperlyConfigured(f"缺少环境变量 {name}：{hint}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name)
        if not value:
            return default
        if value.lower() not in _FLAGS:
            raise ImproperlyConfigured(f"环境变量 {name} 的值是“{value}”：请写 1（开）或 0（关）。")
        return _FLAGS[value.lower()]

    def port(self, name: str, default: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
            raise ImproperlyConfigured(f"环境变量 {name} 的值是“{value}”：请写 1 到 65535 之间的端口号，如 {default}。")
        return int(value)

    def whole(self, name: str, default: int, *, least: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and int(value) >= least):
            raise ImproperlyConfigured(f"环境变量 {name} 的值是“{value}”：请写不小于 {least} 的整数，如 {default}。")
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of `choices`; the first is the default."""
        value = self.text(name, choices[0])
        if value not in choices:
            raise ImproperlyConfigured(f"环境变量 {name} 的值是“{value}”：请写 {'、'.join(choices)} 之一。")
        return value

    def words(self, name: str, default: list[str]) -> list[str]:
        return [word for word in self.text(name).replace(",", " ").split() if word] or default

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's description of the database; the address itself is a secret and never shown."""
        value = self.text(name, default)
        problem = ""
        try:
            options: dict[str, Any] = dict(dj_database_url.parse(value))
        except Exception:  # noqa: BLE001 - the parser raises what it likes; each means "unreadable"
            options, problem = {}, "读不懂"
        engine = str(options.get("ENGINE", "")).rpartition(".")[2]
        if not problem and engine not in {"sqlite3", "postgresql"}:
            problem = "不是可用的数据库"
        if not problem and not options.get("NAME"):
            problem = "没有写数据库名"
        if problem:
            raise ImproperlyConfigured(
                f"环境变量 {name} {problem}：请写 postgresql://用户:口令@主机:端口/库名，"
                "或 sqlite:////绝对路径；留空则用内置数据库。"
            )
        return options
