"""Two rows that are one firm: what would move to the one that goes on, what stands in the way; then the merge itself.

The rules, in order: two different codes are two firms. What the one that goes on does not say is taken from the other.
A name becomes a former name. Of two records of the same thing the one of the firm that goes on stays. Two that
contradict each other, and shares above a hundred, are refused with the way out. Nothing of the log is touched."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from lianzhang.access.api import require
from lianzhang.enterprises.models import DuplicateCandidate, Enterprise, FormerName, NotSame, ProposalState
from lianzhang.enterprises.naming import folded
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.stale import RowGone
from lianzhang.kernel.vocabulary import spoken
from lianzhang.records.api import move_attachments
from lianzhang.work.api import (
    Workflow,
    action,
    check_step,
    counting,
    create_row,
    log_event,
    register_workflow,
    take_step,
)

from .actions import EDITABLE
from .belongings import Belonging, Union, belongings, compare_by_key, let_go, register_belonging, take_over
from .lifecycle import NOT_SAME
from .membership_rules import overlaps, share_fault
from .proposal_actions import lapse
from .revisions import touch
from .texts import title_of

__all__ = ["merge", "not_the_same", "same_after_all", "union_of"]

# Taken together or not at all: a park of one firm beside the region of another would be nowhere.
PLACE, POINT = ("region", "park", "outside", "outside_place"), ("longitude", "latitude", "coordinates")
ALONE = tuple(name for name in EDITABLE if name not in (*PLACE, *POINT))


def union_of(stays: Enterprise, goes: Enterprise) -> Union:
    """What merging `goes` into `stays` would do. A fixed number of queries."""
    union = Union()
    if stays.uscc and goes.uscc and stays.uscc != goes.uscc:
        union.against.append(f"两家的统一社会信用代码不同（{stays.uscc}、{goes.uscc}）；确是一家的，先更正填错的那个。")
    if stays.organization_id and goes.organization_id:
        union.against.append("两家各有自己的账号单位；请先在其中一家的“修改”里去掉。")
    union.taken = _taken(stays, goes)
    for belonging in belongings():
        belonging.compare(stays, goes, union)
    return union


def _taken(stays: Enterprise, goes: Enterprise) -> dict[str, Any]:
    """What the firm that goes on does not say, and the other does."""
    taken = {name: getattr(goes, name) for name in ALONE if getattr(goes, name) and not getattr(stays, name)}
    for group in (PLACE, POINT):
        if not any(getattr(stays, name) for name in group):
            taken |= {name: getattr(goes, name) for name in group if getattr(goes, name)}
    return taken


def _names(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """The name of the firm that goes becomes a former name, unless it is one already in another writing."""
    known = {folded(name) for name in (stays.name, *stays.former_names.values_list("name", flat=True))}
    for row in (*goes.former_names.all(), FormerName(name=goes.name, note="合并前的名称")):
        union.sort("曾用名", row, known=folded(row.name) in known)
        known.add(folded(row.name))


def _memberships(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """On the same chain at the same time the record of the firm that goes on stays."""
    memberships = list(stays.memberships.select_related("chain"))
    for row in goes.memberships.select_related("chain"):
        known = any(row.chain_id == each.chain_id and overlaps(row, each) for each in memberships)
        union.sort("在链记录", row, known=known)
        if known:
            continue
        if message := share_fault(row, memberships):
            union.against.append(f"{row.chain}：{message}")
        memberships.append(row)


def _proposals(_stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """What is asked for of the firm that goes was thought of that firm: whoever wants it asks again."""
    for row in goes.proposals.filter(state=ProposalState.WAITING):
        union.sort("在链提请", row, known=True)


OWN = (
    Belonging("曾用名", 0, _names),
    Belonging("联系岗位", 10, compare_by_key("联系岗位", "contacts", lambda row: (row.post, row.phone))),
    Belonging("规上年份", 20, compare_by_key("规上年份", "above_scale", lambda row: row.year)),
    Belonging("研发机构", 30, compare_by_key("研发机构", "research_bodies", lambda row: row.name)),
    Belonging("在链记录", 50, _memberships),
    Belonging("在链提请", 60, _proposals, lambda row, stays: lapse(row=row, why=f"企业已并入“{stays}”")),
)
for _belonging in OWN:
    register_belonging(_belonging)


@action
def merge(*, stays: Enterprise, goes: Enterprise, versions: tuple[int, int], by: Any) -> Enterprise:
    """Let `goes` be part of `stays` from now on. Raises ValidationError with all that stands against it."""
    if stays.pk == goes.pk:
        raise ValidationError("选的是同一家；请另选一家。")
    if stays.city_id != goes.city_id:
        raise PermissionDenied
    with take_step(stays, "merge", by=by, version=versions[0], along=[goes]) as act:
        check_step(goes, "merged", by=by, version=versions[1])
        stays, goes = act.row, act.related[goes.pk]
        union = union_of(stays, goes)
        if union.against:
            raise ValidationError(union.against)
        _lead_on(goes, stays)
        act.follow(goes.pk, "merged", merged_into=stays, organization=None)
        _move(union, stays)
        for name, value in union.taken.items():
            setattr(stays, name, value)
        filled = [title_of(name) for name in union.taken]
        act.facts |= {"moved": union.moves, "repeated": union.repeats, "filled": filled}
        act.facts |= {"other": str(goes), "other_pk": goes.pk}
    log_event("firm.merged", goes, by=by, into=str(stays), into_pk=stays.pk)
    return stays


def _lead_on(goes: Enterprise, stays: Enterprise) -> None:
    """What led to the one leads to the other, and what was said of it is said of the other."""
    Enterprise.objects.filter(merged_into=goes).update(merged_into=stays)
    move_attachments(goes, stays)
    DuplicateCandidate.objects.filter(Q(one=goes) | Q(other=goes)).delete()
    NotSame.objects.filter(one=_pair(stays, goes)[0], other=_pair(stays, goes)[1]).delete()
    for row in NotSame.objects.filter(Q(one=goes) | Q(other=goes)).select_related("one", "other"):
        other = row.other if row.one_id == goes.pk else row.one
        one, two = _pair(stays, other)
        NotSame.objects.get_or_create(one=one, other=two, defaults={"reason": row.reason, "by_id": row.by_id})


def _move(union: Union, stays: Enterprise) -> None:
    for title, rows in union.moving.items():
        for row in rows:
            with counting(row):
                take_over(title, row, stays)
    for title, rows in union.twice.items():
        for row in rows:
            with counting(row):
                let_go(title, row, stays)


def _pair(one: Enterprise, other: Enterprise) -> tuple[Enterprise, Enterprise]:
    return (one, other) if one.pk < other.pk else (other, one)


@action
def not_the_same(*, one: Enterprise, other: Enterprise, reason: str, by: Any) -> NotSame:
    """Said once, never asked again."""
    one, other = _pair(one, other)
    if one.pk == other.pk or one.city_id != other.city_id:
        raise ValidationError(spoken("请选{own}的两家企业。"))
    require(by, Permission.MERGE_ENTERPRISE, other)
    row = NotSame(one=one, other=other, reason=reason.strip(), by=by)
    with create_row(row, "not_same", by=by, on=one, reason=reason) as act:
        if not Enterprise.objects.select_for_update(of=("self",)).filter(pk=other.pk).exists():
            raise RowGone(Enterprise)
        if NotSame.objects.filter(one=one, other=other).exists():
            raise ValidationError("这两家已认定不是同一家，不必再认定。")
        DuplicateCandidate.objects.filter(one=one, other=other).delete()
        act.facts["other"] = str(other)
    return row


@action
def same_after_all(*, verdict: NotSame, by: Any) -> None:
    """Take back that two are not the same: the next search asks again."""
    with take_step(verdict, "not_same_withdrawn", by=by) as act:
        act.facts |= {"other": str(act.row.other), "reason": act.row.reason}


register_workflow(
    Workflow(
        model=NotSame,
        lifecycle=NOT_SAME,
        acts="firm",
        related=("one", "other"),
        owner="one",
        touch=lambda row: touch(row.one.city_id),
    )
)
