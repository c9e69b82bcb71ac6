"""The life of what a college reports of a year, as a table."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import GONE, Lifecycle, Step, reason

from . import needs
from .models import ReportedState
from .permissions import Permission

__all__ = ["GRADUATE_REPORT"]

S, ENTER, CHECK = ReportedState, Permission.ENTER, Permission.CHECK


def _step(name: str, title: str, sources: tuple[str, ...], to: str | None, permission: str, **more: Any) -> Step:
    return Step(name=name, title=title, sources=sources, to=to, permission=permission, **more)


# fmt: off
GRADUATE_REPORT = Lifecycle("graduate_report", dict(S.choices), (
    _step("report", "填报", (), S.REPORTED, ENTER, authors=True,
          effect="由没有经手的账号核对；核对了才和岗位对着看。", then="由链办核对。"),
    _step("change", "修改", tuple(S), S.REPORTED, ENTER, authors=True, only_if_changed=True,
          effect="改了以后重新核对。", then="由链办核对。"),
    _step("check", "核对", (S.REPORTED,), S.CHECKED, CHECK, decides=True, onwards=True,
          needs=(needs.not_of_own_college,), effect="从此和岗位对着看。", then="不用再办。"),
    _step("return", "退回", (S.REPORTED, S.CHECKED), S.RETURNED, CHECK, decides=True,
          needs=(needs.not_of_own_college,), asks=(reason("哪里不对", "请写哪里不对，如“含了外地校区的”。"),),
          effect="改好以前算作不清楚；学校看得到理由。", then="等填报的一方改。"),
    _step("withdraw", "撤销", tuple(S), GONE, ENTER, asks=(reason("为什么撤销"),),
          effect="这一份不再计入；内容和理由留在审计记录中。"),
), title="毕业生填报", unit="份")
# fmt: on
