"""From where one looks: which city and plan, as of which day. Read once from the address, kept on every link."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from lianzhang.access.api import SYSTEM, Request, acting, visible
from lianzhang.kernel.periods import Period, PeriodError, parse_as_of, windows
from lianzhang.kernel.rooms import dated_pages
from lianzhang.kernel.templatetags.kept import KeptFor
from lianzhang.kernel.vocabulary import Vocabulary, speaking, vocabulary, words
from lianzhang.records.api import state_of_log
from lianzhang.registry.models import Chain, Region
from lianzhang.work.api import Marks

from .evaluating import DutyStanding, Run, Standing, evaluate_duty, evaluate_target
from .kept import Evaluated, evaluated, told_outside
from .models import Duty, Plan, Target
from .speech import words_of_house
from .stated import Stated

__all__ = [
    *("BadViewpoint", "CityRequest", "PlanRequest", "PlanViewpoint", "Viewpoint", "ViewpointMiddleware"),
    *("choose_plan", "viewpoint"),
]

PlanRow = TypeVar("PlanRow", bound=Model)


YEARS_AHEAD = 100  # past a plan's end or, without one, past today: no reckoning runs out of the calendar
FIRST_YEAR = 1950  # of a city without a plan


class BadViewpoint(ValueError):
    """An address that names no day or no plan; the message is for the reader."""


@dataclass(frozen=True, kw_only=True)
class Viewpoint:
    """Who looks at which city, from which day, and under which plan, if the city has one.

    `at_param` is what the address said, blank when it said nothing.
    """

    city: Region
    at: date
    plan: Plan | None
    plans: tuple[Plan, ...] = ()
    at_param: str = ""
    plan_param: str = ""
    user: Any = SYSTEM

    @cached_property
    def shared(self) -> dict[Hashable, Any]:
        """What the questions of this request have loaded."""
        return {"viewer": self.user}

    @property
    def stated(self) -> Stated:
        """The plan's own words; without a plan those of the register."""
        return Stated(None, self.city.pk)

    @property
    def vocabulary(self) -> Vocabulary:
        """What bodies and areas are called."""
        return self.plan.vocabulary if self.plan else vocabulary(self.city.kind)

    @property
    def stated_since(self) -> datetime | None:
        """Since when those words stand; without a plan nothing says when they changed."""
        return None

    @property
    def chains(self) -> QuerySet[Chain]:
        """The chains of the plan in sight; without a plan all of the city."""
        return visible(self.user, Chain).filter(city=self.city).order_by("code")

    @property
    def since(self) -> date:
        """From when on firms are asked to report: since the plan began; without a plan, since the year before."""
        return date(self.at.year - 1, 1, 1)

    @cached_property
    def kept_between_acts(self) -> KeptFor | None:
        """For whom a part of a page is kept that shows rows of any kind: the account itself, until the next act.

        What the request had loaded of post and plan before the state was read is part of who reads."""
        active, state = acting(self.user), state_of_log()
        if active is None or state is None:
            return None
        post = (active.pk, active.role.code, active.city, active.region, active.park, active.organization)
        plan = self.plan and (self.plan.pk, self.plan.loaded_at)
        reader = (self.user.pk, post, self.city.pk, plan, self.at, self.query)
        return KeptFor(reader, (state, self.stated_since, timezone.localdate()))

    @property
    def params(self) -> dict[str, str]:
        named = {"at": self.at_param, "plan": self.plan_param}
        return {key: value for key, value in named.items() if value}

    @property
    def query(self) -> str:
        return "?" + urlencode(self.params) if self.params else ""


@dataclass(frozen=True, kw_only=True)
class PlanViewpoint(Viewpoint):
    """Who looks at a city under a plan: what pages about the plan are shown from."""

    plan: Plan

    @cached_property
    def run(self) -> Run:
        """The loads shared by all evaluations of this request."""
        return Run(self.plan, self.user)

    @cached_property
    def shared(self) -> dict[Hashable, Any]:
        return self.run.shared

    # --- where things stand: judged by all records, whoever looks
    def standings(self, at: date | None = None) -> list[Standing]:
        """The targets in sight, in the plan's order."""
        return [self.standing(target, at) for target in self.run.targets]

    def standing(self, target: Target, at: date | None = None) -> Standing:
        """One target of the plan, as of the day looked from or another."""
        known = self._evaluated(at or self.at).targets.get(target.pk)
        return replace(known, target=target) if known else evaluate_target(target, at or self.at, run=self.everything)

    def duty_standings(self, at: date | None = None) -> list[DutyStanding]:
        return [self.duty_standing(duty, at) for duty in self.run.duties]

    def duty_standing(self, duty: Duty, at: date | None = None) -> DutyStanding:
        known = self._evaluated(at or self.at).duties.get(duty.pk)
        return replace(known, duty=duty) if known else evaluate_duty(duty, at or self.at, run=self.everything)

    def _evaluated(self, at: date) -> Evaluated:
        key = ("evaluated", at)
        if key not in self.shared:
            answer = evaluated(self.everything, at, self.marks)
            self.shared[key] = told_outside(answer, self.everything, self.marks) if self._outside else answer
        return self.shared[key]

    @property
    def _outside(self) -> bool:
        active = None if self.user is SYSTEM else acting(self.user)
        return active is not None and active.role.outside

    @cached_property
    def everything(self) -> Run:
        run = Run(self.plan)
        run.shared["marks", self.plan.city_id] = self.marks
        return run

    @cached_property
    def kept(self) -> KeptFor | None:
        """For whom a part of a page is kept that says where the plan stands, and until when.

        A post reaches the same all day, but for a load, which moves every mark."""
        active, state = acting(self.user), self.marks.of()
        if active is None or state is None:
            return None
        reader = (self.plan.pk, self.at, self.query, active.role.code, active.assignment.post_id)
        return KeptFor(reader, (state, self.run.last_load, timezone.localdate()))

    @property
    def marks(self) -> Marks:
        """The state that the city's records are in. One query for each request."""
        key = ("marks", self.plan.city_id)
        if key not in self.shared:
            self.shared[key] = Marks(self.plan.city_id)
        return self.shared[key]

    @property
    def stated(self) -> Stated:
        return self.run.stated

    @property
    def stated_since(self) -> datetime | None:
        return self.run.last_load

    @property
    def chains(self) -> QuerySet[Chain]:
        return visible(self.user, Chain).filter(plans=self.plan).order_by("code")

    @property
    def since(self) -> date:
        return self.plan.starts

    def rows(self, model: type[PlanRow]) -> QuerySet[PlanRow]:
        """The plan's rows of `model` that the one who looks may see."""
        return visible(self.user, model).filter(plan=self.plan)

    @property
    def before(self) -> date:
        """The end of the quarter before the one looked from: what "changed since last quarter" compares with."""
        return date.fromordinal(self.quarter.start.toordinal() - 1)

    @property
    def quarter(self) -> Period:
        return next(windows(self.at, self.at, "quarter"))

    @property
    def quarters(self) -> list[Period]:
        """The plan's quarters, to choose from."""
        return list(windows(self.plan.starts, self.plan.ends, "quarter"))


def choose_plan(plans: tuple[Plan, ...], code: str, today: date) -> Plan:
    """The plan named by `code`, else the one in force today, else the last to end; a real one before a made-up one.

    Raises BadViewpoint."""
    if code:
        named = next((plan for plan in plans if plan.code == code), None)
        if named is None:
            raise BadViewpoint(f"没有编号为“{code}”的方案。请从页面顶部选择方案。")
        return named
    running = [plan for plan in plans if plan.starts <= today <= plan.ends]
    return max(running or plans, key=lambda plan: (not plan.city.fictitious, plan.ends))


def viewpoint(user: Any, params: dict[str, str], today: date) -> Viewpoint | None:
    """Read plan and day from `params`; None for who sees no plan and acts in no city. Raises BadViewpoint.

    A plan that was put away is looked from where the address names it.

    Without a day one looks from today, or from the last day of a plan that has ended.
    """
    at_param, plan_param = params.get("at", "").strip(), params.get("plan", "").strip()
    every = visible(user, Plan).select_related("city")
    plans = tuple(plan for plan in every if plan.archived_at is None or plan.code == plan_param)
    if not plans:
        return _without_plan(user, params, today)
    plan = choose_plan(plans, plan_param, today)
    at = _day(at_param) or min(today, plan.ends)
    if at < plan.starts:
        raise BadViewpoint(f"{at}早于方案起始日{plan.starts}，那时还没有目标。请选{plan.starts}或以后的日期。")
    if at.year > plan.ends.year + YEARS_AHEAD:
        raise BadViewpoint(f"{at}太远了，方案只到{plan.ends}。请选{plan.ends.year + YEARS_AHEAD}年以前的日期。")
    return PlanViewpoint(
        city=plan.city, at=at, plan=plan, plans=plans, at_param=at_param, plan_param=plan_param, user=user
    )


def _without_plan(user: Any, params: dict[str, str], today: date) -> Viewpoint | None:
    """The city that one acts in; what a link says of a plan is passed over, as the city has none."""
    active = acting(user)
    if active is None or active.post is None:
        return None
    at_param = params.get("at", "").strip()
    at = _day(at_param) or today
    if not FIRST_YEAR <= at.year <= today.year + YEARS_AHEAD:
        raise BadViewpoint(f"{at}太远了。请选{FIRST_YEAR}年至{today.year + YEARS_AHEAD}年的日期。")
    return Viewpoint(city=active.post.city, at=at, plan=None, at_param=at_param, user=user)


def _day(text: str) -> date | None:
    try:
        return parse_as_of(text) if text else None
    except PeriodError as error:
        raise BadViewpoint(f"截至日期写法不对：{error}。") from error


class CityRequest(Request):
    """A request of somebody who acts in a city; administrators of the house act in none, and have no `viewpoint`."""

    viewpoint: Viewpoint
    no_viewpoint: str  # why there is none, where the address is wrong


class PlanRequest(Request):
    """A request of somebody who sees a plan, as `needs_plan` lets it through."""

    viewpoint: PlanViewpoint


class ViewpointMiddleware:
    """Gives a request its `viewpoint`, if it has a city; an address that names no day or plan is answered by 400.

    That comes after what holds for any address: the form's token, and for whom the form was opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: CityRequest) -> HttpResponse:
        if request.user.is_authenticated:
            try:
                vp = viewpoint(request.user, request.GET.dict(), timezone.localdate())
            except BadViewpoint as error:
                request.no_viewpoint = str(error)
            else:
                if vp is not None:
                    request.viewpoint = vp
        vp = getattr(request, "viewpoint", None)
        with speaking(lambda: vp.vocabulary if vp else words_of_house()):
            response = self.get_response(request)
        # A request lives on until the garbage collector finds it; the figures it loaded need not.
        request.__dict__.pop("viewpoint", None)
        return response

    def process_view(self, request: CityRequest, *_: Any) -> HttpResponse | None:
        message = getattr(request, "no_viewpoint", "")
        return render(request, "400.html", {"message": message}, status=400) if message else None


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: templates find `viewpoint`, what bodies and areas are called in `words`, and `dated`.

    `dated`: the page is about the day looked from."""
    page = request.resolver_match and request.resolver_match.url_name
    viewpoint = getattr(request, "viewpoint", None)
    return {"viewpoint": viewpoint, "words": SimpleLazyObject(words), "dated": page in dated_pages()}
