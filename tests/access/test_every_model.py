"""What a post sees of every kind of row, against a second telling (oracle.py)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from lianzhang.access.row_policy import row_policies, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, MembershipProposal
from lianzhang.exchange.models import Batch
from lianzhang.notices.models import Digest, MailChoice
from lianzhang.plans.models import Plan, Target
from lianzhang.registry.models import ChainGroup, HonourKind, Post, Rank, Segment, SegmentLink
from tests.enterprises.world import START

from .oracle import TOLD, Looker
from .test_visible import BUSINESS
from .town import Town
from .town_market import answered_by, judged_by
from .town_tasks import add_course

pytestmark = pytest.mark.django_db


def lookers(town: Town) -> list[Looker]:
    found = []
    for role in BUSINESS:
        reach = town.reach_of(role)
        user = town.user_as(role, **reach)
        park, region, body = (reach.get(name) for name in ("park", "region", "organization"))
        where = region or (park.region if park else None)
        chains = {chain.pk for chain in reach.get("chains", ())}
        post = user.assignments.get().post_id
        told = (chains, body and body.pk, where and where.pk, post, park and park.pk, town.region.pk)
        found.append(Looker(role, user, town, *told))  # type: ignore[arg-type]
    return found


def fill(town: Town) -> None:
    """A row of each kind that the city has none of."""
    group = ChainGroup.objects.create(city=town.region, code="group", name="群")
    for firm in Enterprise.objects.filter(city=town.region, outside=False):
        for chain in town.chains:
            facts = {"kind": "put", "starts": START, "reason": "试验", "entered_by": town.office}
            MembershipProposal.objects.create(enterprise=firm, chain=chain, **facts)
    at_hand: dict[Any, Any] = {
        Plan: town.plan,
        Target: town.giants,
        ChainGroup: group,
        HonourKind: town.kinds[0],
        Segment: town.segments[0],
        SegmentLink: SegmentLink.objects.filter(upstream__city=town.region)[0],
        Rank: Rank.objects.filter(city=town.region)[0],
        Post: Post.objects.filter(city=town.region)[0],
        Batch: Batch.objects.filter(city=town.region)[0],
        type(town.chains[0]): town.chains[0],
        type(town.region): town.region,
    }
    for label in TOLD:
        model: Any = next(each for each in row_policies() if each._meta.label == label)
        if label not in FILLED:
            continue
        values = {
            field.name: at_hand[field.related_model] if field.is_relation else _plain(field)
            for field in model._meta.concrete_fields
            if not (field.primary_key or field.null or field.has_default() or field.blank)
        }
        more = {"plans.PlanZone": {"region": town.region}, "plans.PlanSegmentLink": {"downstream": town.segments[1]}}
        model.objects.create(**values | more.get(label, {}))


FILLED = (
    *("registry.HonourRule", "registry.HonourWindow", "exchange.BatchPage", "plans.Definition", "plans.PlanGroup"),
    *("plans.PlanZone", "plans.PlanRank", "plans.PlanPost", "plans.PlanSegment", "plans.PlanSegmentLink"),
    *("plans.Cadence", "plans.TargetItem", "plans.Score", "plans.Prize"),
)


def _plain(field: Any) -> Any:
    if isinstance(field, models.DateField):
        return START
    if isinstance(field, models.IntegerField | models.DecimalField):
        return 1
    if isinstance(field, models.BinaryField):
        return b""
    return field.choices[0][0] if field.choices else "甲"


def test_every_kind_of_row_is_told() -> None:
    assert {model._meta.label for model in row_policies()} == set(TOLD)


def test_each_post_sees_exactly_its_part_of_every_kind_of_row() -> None:
    town = Town()
    for each in (town, town.beside):
        fill(each)  # type: ignore[arg-type]
    everyone = lookers(town)
    for who in everyone:
        if who.role == "expert":
            town.asked_of(who.post)
            judged_by(town, who.post)
        if who.role in ("bank", "member_unit", "district"):
            answered_by(town, who.post)
        add_course(town, who.post)
        MailChoice.objects.create(user=who.user)
        held, now = who.user.assignments.get(), timezone.now()
        Digest.objects.create(assignment=held, day=START, since=now, made_at=now)
    for model in row_policies():
        label = model._meta.label
        rows = list(model._default_manager.all())
        assert rows or label in ("access.ConsentRequest", "access.HandOver", "jobs.Job"), label
        for who in everyone:
            seen = list(visible(User.objects.get(pk=who.user.pk), model).values_list("pk", flat=True))
            assert len(seen) == len(set(seen)), (label, who.role)
            assert set(seen) == {row.pk for row in rows if TOLD[label](row, who)}, (label, who.role)
