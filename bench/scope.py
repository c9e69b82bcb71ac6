"""What it costs to narrow a hundred thousand rows to those that a post sees."""

from __future__ import annotations

from collections.abc import Iterator

from bench.figures import FICTITIOUS, fill, take_away
from bench.measuring import Measure, milliseconds
from lianzhang.access.row_policy import visible
from lianzhang.accounts.models import User
from lianzhang.config.demonstration import DEMONSTRATORS, assign_demonstrator
from lianzhang.plans.models import Observation, Plan

ROWS = 100_000
LIMIT = 50  # milliseconds
ROLES = ("chain_office", "chain_team", "member_unit", "district", "expert")
PAGE = 50


def measure_scope(plan: Plan) -> Iterator[Measure]:
    """The newest page of a list, and all rows counted, for each kind of reach. The rows go again: ten times as many
    as any city has, they would weigh on all that is measured later."""
    fill(plan, ROWS)
    for role in ROLES:
        user, _ = User.objects.get_or_create(username=f"bench-{role}", defaults={"label": FICTITIOUS})
        assign_demonstrator(user, next(who for who in DEMONSTRATORS if who.role == role), plan.city)
        seen = visible(user, Observation).filter(plan=plan)
        some = seen.order_by("-pk").values_list("pk", flat=True)
        page = milliseconds(lambda rows=some: list(rows[:PAGE]), rounds=15)  # type: ignore[misc]
        yield Measure(f"scope of {role}, a page", page, "ms", LIMIT, f"of {ROWS:,} rows")
        count = milliseconds(seen.count, rounds=5)
        yield Measure(f"scope of {role}, all counted", count, "ms", None, f"of {ROWS:,} rows")
    take_away(plan)
