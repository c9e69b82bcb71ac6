"""However many hands a row goes through, every one of them stays its author."""

from __future__ import annotations

import pytest

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.models import Observation
from lianzhang.plans.observations import actions
from lianzhang.work.models import WorkRow
from tests.acting import active, seated
from tests.plans.reports import entry_for
from tests.plans.world import World

pytestmark = pytest.mark.django_db

HANDS = range(9_999_000, 9_999_500)


def test_five_hundred_authors_are_kept_and_none_decides() -> None:
    world = World()
    clerk, office = seated("clerk", "office_clerk", world.city), seated("office", "chain_office", world.city)
    draft = actions.enter(plan=world.plan, entry=entry_for(world.target()), by=clerk)
    last = User.objects.create(pk=HANDS[-1] + 1, username="last")
    Observation.objects.filter(pk=draft.pk).update(authors=tuple(HANDS))
    last.assignments.create(post=draft.post, starts=clerk.assignments.get().starts, source="试验")
    row = actions.submit(row=Observation.objects.get(), version=draft.version, by=last)
    kept = Observation.objects.get()
    assert kept.authors == (*HANDS, last.pk)
    kept.full_clean()
    assert Observation.objects.filter(authors__includes=HANDS[0]).exists()
    assert Observation.objects.filter(authors__includes=last.pk).exists()
    assert not Observation.objects.filter(authors__includes=999_900).exists()
    last.assignments.all().delete()
    last = User.objects.get(pk=last.pk)
    active(last, "chain_office", world.city)
    with pytest.raises(StepRefused, match="不能自己确认"):
        actions.confirm(row=row, version=row.version, by=last)
    assert actions.confirm(row=row, version=row.version, by=office).state == "confirmed"


def test_the_column_has_no_limit_that_a_database_could_keep() -> None:
    assert WorkRow._meta.get_field("authors").max_length is None
