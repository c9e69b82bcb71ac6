"""`lianzhang administrator`: the first administrators of a deployment, made where nobody can sign in yet."""

from __future__ import annotations

import click
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from rich.console import Console

from lianzhang.accounts.models import User

from .actions import assign, create_account
from .consent_actions import reset
from .models import ConsentRequest
from .roles import ADMINISTRATORS, roles
from .row_policy import SYSTEM

__all__ = ["COMMANDS"]

console = Console(highlight=False)
SOURCE = "命令行建立"


@click.group()
def administrator() -> None:
    """建立系统、安全、审计管理员。"""


@administrator.command()
@click.argument("username")
@click.option("--role", "role_code", required=True, type=click.Choice(ADMINISTRATORS), help="三类管理员，一人一类。")
@click.option("--label", default="", help="称谓，如“安全管理员（信息中心）”；不写姓名。")
def create(username: str, role_code: str, label: str) -> None:
    """建一个管理员账号，显示一次临时口令；首次登录须改口令。"""
    title = roles()[role_code].title
    try:
        with transaction.atomic():
            user, password = create_account(username=username, label=label or title, by=SYSTEM)
            assign(user=user, administers=role_code, starts=timezone.localdate(), source=SOURCE, by=SYSTEM)
    except ValidationError as refused:
        raise click.ClickException("；".join(refused.messages)) from refused
    console.print(f"已建{title}“{user.username}”。临时口令（只显示这一次）：[bold]{password}[/bold]")


@administrator.command("reset")
@click.argument("username")
@click.option("--second-factor", "factor", is_flag=True, help="去掉两步验证，口令不动；不写，就给临时口令。")
def reset_(username: str, factor: bool) -> None:
    """给一个账号临时口令，或去掉两步验证：只有一位安全管理员、或另一位不在时用；先当面核实本人。"""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise click.ClickException(f"没有账号“{username}”；管理员有哪些，见 lianzhang administrator list。")
    kind = ConsentRequest.Kind.SECOND_FACTOR if factor else ConsentRequest.Kind.PASSWORD
    _, password = reset(user=user, kind=kind, reason="命令行办理", by=SYSTEM)
    if factor:
        console.print(f"已去掉“{username}”的两步验证；其登录后重新设置。")
    else:
        console.print(f"“{username}”的临时口令（只显示这一次）：[bold]{password}[/bold]")


@administrator.command("list")
def list_() -> None:
    """列出现有的管理员。"""
    today = timezone.localdate()
    for user in User.objects.prefetch_related("assignments").order_by("username"):
        for row in user.assignments.all():
            if row.administers and row.current(today):
                console.print(f"{user.username}\t{row.title}\t{user.label}")


COMMANDS = (administrator,)
