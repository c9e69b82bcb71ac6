"""Which meeting an address asks to plan: a chain or the city, a rule of the plan, a period of it."""

from __future__ import annotations

from django.http import Http404

from lianzhang.access.api import visible
from lianzhang.kernel.periods import PeriodError, parse_as_of
from lianzhang.plans.api import PlanRequest
from lianzhang.registry.models import Chain

from .periods import Wanted, asked_for, rules_of, runs_until

__all__ = ["wanted_meeting"]


def wanted_meeting(request: PlanRequest) -> Wanted:
    """As `chain`, `activity` and `starts` name it. Raises Http404 for what the plan does not ask for."""
    plan, given = request.viewpoint.plan, request.GET
    chain = None
    if code := given.get("chain"):
        chain = visible(request.user, Chain).filter(plans=plan, code=code).first()
        if chain is None:
            raise Http404
    try:
        starts = parse_as_of(given.get("starts", ""))
    except PeriodError:
        raise Http404 from None
    if starts > runs_until(plan):
        raise Http404
    for rules in rules_of(plan, of_chains=chain is not None):
        for each in asked_for(rules, plan, starts, starts) if rules[0].activity == given.get("activity") else ():
            if each.period.start == starts:
                return Wanted(chain, each)
    raise Http404
