"""The command line `lianzhang`: starts the house and calls its rooms.

Rooms bring their own commands as a tuple COMMANDS of click commands in `<room>/commands.py`."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def lianzhang() -> None:
    """链长：产业链链长制运行平台。"""


@lianzhang.command()
def up() -> None:
    """准备数据库、载入方案、启动服务。"""
    from lianzhang.config.up import bring_up

    bring_up()


@lianzhang.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """运行 Django 管理命令（开发用）。"""
    from django.core.management import execute_from_command_line

    from lianzhang.config.releases import DJANGO_WITHOUT_DATABASE, require_known_release

    if arguments and arguments[0] not in DJANGO_WITHOUT_DATABASE:
        require_known_release()
    execute_from_command_line(["lianzhang manage", *arguments])


def rooms_commands() -> tuple[click.Command, ...]:
    """What the rooms bring; asked for once Django is set up."""
    from lianzhang.kernel.rooms import room_modules

    modules = [
        "lianzhang.config.backup",
        "lianzhang.config.restore",
        "lianzhang.config.cities",
        *room_modules("commands"),
    ]
    return tuple(command for name in modules for command in import_module(name).COMMANDS)


def commands_by_path(group: click.Group, path: str = "") -> dict[str, click.Command]:
    """Every command that does something, by the words that call it."""
    by_path: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        words = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            by_path |= commands_by_path(command, words)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            by_path[words] = command
    return by_path


def _run() -> int:
    """Run the command line; the exit code it asks for."""
    gc.disable()  # what is loaded now stays to the end: looking through it for garbage takes a fifth of a start
    django.setup()
    from lianzhang.config.releases import WITHOUT_DATABASE, with_known_release

    for command in rooms_commands():
        lianzhang.add_command(command)
    for path, command in commands_by_path(lianzhang).items():
        if path not in WITHOUT_DATABASE and command.callback:
            command.callback = with_known_release(command.callback)
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 5, 5)  # a fifth of the time of migrating goes into it otherwise
    asked = lianzhang.main(prog_name="lianzhang", standalone_mode=False)
    return asked if isinstance(asked, int) else 0


def _fail(message: object, code: int = 1) -> NoReturn:
    click.echo(f"错误：{message}", err=True)
    sys.exit(code)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")
    try:
        sys.exit(_run())
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        usage = f"{error.ctx.get_usage()}\n" if error.ctx else ""
        click.echo(usage, err=True, nl=False)
        _fail(error.format_message(), error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except click.Abort:
        _fail("已中断。", 130)
    except ImproperlyConfigured as error:
        _fail(error)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        if getattr(error.__cause__, "sqlite_errorname", "") in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
            from lianzhang.config.checks import DAMAGED

            _fail(DAMAGED)
        _fail(f"数据库不可用（{reason}）：请检查 DATABASE_URL；新数据库请先运行 lianzhang up。")
    except OSError as error:
        _fail(f"读写文件失败：{error}")
