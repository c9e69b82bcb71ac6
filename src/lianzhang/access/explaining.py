"""Why an account may, or may not, see a row or take a step: the same questions the doors ask, one by one, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.kernel.rooms import permission_words
from lianzhang.registry.models import Chain

from .active import ActiveAssignment, assignments_held
from .models import Assignment
from .roles import role, titles_with
from .row_policy import NOTHING, policy_of, row_policies

__all__ = ["Answer", "Reason", "explain"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was asked: whether it holds, and why."""

    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What one post may do at all, and how many rows of each kind it sees, the most first."""

    steps: list[str]
    rows: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one post allows, with every reason; without a post, why there is none.

    `scope` is there when neither a step nor a kind of row was asked about."""

    title: str
    reasons: list[Reason]
    scope: Scope | None = None

    @property
    def allowed(self) -> bool:
        return bool(self.reasons) and all(reason.holds for reason in self.reasons)


def explain(user: User, permission: str = "", kind: str = "", pk: int | None = None) -> list[Answer]:
    """An answer for each post of the account. Raises LookupError for a kind of row that does not exist."""
    if not user.is_active:
        return [Answer("没有岗位", [Reason(False, "账号已停用，什么都不能看、不能办。")])]
    held = assignments_held(user)
    if not held:
        return [Answer("没有岗位", [Reason(False, _why_not_assigned(user))])]
    model = apps.get_model(kind) if kind else None
    everything = not permission and model is None
    return [
        Answer(active.title, _reasons(active, permission, model, pk), _scope(active) if everything else None)
        for active in held
    ]


def _scope(active: ActiveAssignment) -> Scope:
    reaches = ((model, rule.seen_by(active)) for model, rule in row_policies().items())
    seen = [(str(model._meta.verbose_name), _count(model, reach)) for model, reach in reaches if reach != NOTHING]
    rows = sorted((pair for pair in seen if pair[1]), key=lambda pair: -pair[1])
    return Scope([word for each, word in permission_words().items() if active.has(each)], rows)


def _count(model: type[Model], condition: Q) -> int:
    return model._default_manager.filter(condition).count()


def _why_not_assigned(user: User) -> str:
    """The nearest thing to a post that the account has."""
    today = timezone.localdate()
    rows = list(Assignment.objects.filter(user=user).select_related("post__rank").order_by("-starts"))
    for row in rows:
        if row.starts > today:
            return f"任“{row.title}”要到{day(row.starts)}才开始。"
        if row.current(today) and role(row.role_code) is None:
            return f"“{row.title}”的职级没有系统角色；请在方案的“职级”表里写明。"
    if rows and rows[0].ends:
        return f"任“{rows[0].title}”已止于{day(rows[0].ends)}。"
    return "从来没有任岗。"


def _reasons(active: ActiveAssignment, permission: str, model: type[Model] | None, pk: int | None) -> list[Reason]:
    reasons = [
        Reason(
            True,
            f"现任“{active.title}”（{active.role.title}），{day(active.assignment.starts)}起，依据：{active.assignment.source}。",
        )
    ]
    if permission:
        reasons.append(_has(active, permission))
    if model:
        reasons += _reaches(active, model, pk, acts=bool(permission))
    return reasons


def _has(active: ActiveAssignment, permission: str) -> Reason:
    word = permission_words()[permission]
    if active.has(permission):
        return Reason(True, f"{active.role.title}可以{word}。")
    able = titles_with(permission)
    return Reason(False, f"{active.role.title}不能{word}；能的是：{able or '没有'}。")


def _reaches(active: ActiveAssignment, model: type[Model], pk: int | None, *, acts: bool) -> list[Reason]:
    name, rule = model._meta.verbose_name, policy_of(model)
    if rule is None:
        return [Reason(False, f"{name}不对任何岗位开放。")]
    reach = [("看", rule.seen_by(active))] + ([("办理", rule.acted_by(active))] if acts else [])
    return [_reach(active, model, pk, verb, condition) for verb, condition in reach]


def _reach(active: ActiveAssignment, model: type[Model], pk: int | None, verb: str, condition: object) -> Reason:
    """Says whether, never what the row holds: the one who asks need not be allowed to see it."""
    name, rows = model._meta.verbose_name, model._default_manager
    if condition == NOTHING:
        return Reason(False, f"{active.role.title}不能{verb}{name}。")
    if pk is None:
        inside, all_rows = rows.filter(condition).count(), rows.count()
        return Reason(inside > 0, f"能{verb}的{name}有{inside}条，共{all_rows}条。")
    if not rows.filter(pk=pk).exists():
        return Reason(False, f"没有第{pk}号{name}。")
    if rows.filter(condition, pk=pk).exists():
        return Reason(True, f"第{pk}号{name}在这一岗位能{verb}的范围里。")
    return Reason(False, f"第{pk}号{name}不在这一岗位能{verb}的范围里{_place(active)}。")


def _place(active: ActiveAssignment) -> str:
    """What the post answers for, so that one sees why a row lies outside."""
    post = active.post
    if post is None:
        return ""
    chains = Chain.objects.filter(pk__in=active.chains)
    parts = [*chains, post.organization, post.region, post.park]
    named = "、".join(str(part) for part in parts if part)
    return f"（岗位管：{post.city}{'，' + named if named else ''}）"
