"""Who reaches what: a need its owner, the office, its chain and its place; an answer also who gives it.

What is published of a need is a row of its own, so that a rival reads those words and never the need. What one side
says afterwards, the other does not read. Answers to an open challenge lie sealed until no more are taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from lianzhang.access.api import (
    GOVERNING,
    LEADERS,
    OF_CHAINS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    Reach,
    declare_policy,
    either,
    in_city_of,
    of_chains,
    roles,
    takes_attachments,
)
from lianzhang.enterprises.api import FIRM, in_region, itself, within

from .interests import owning, taking_part
from .models import (
    Delivery,
    Event,
    FollowUp,
    Juror,
    JurorState,
    Match,
    Need,
    Participation,
    Posting,
    Result,
    Score,
    Side,
)
from .permissions import Permission

__all__ = ["BODIES", "sealed"]

# Roles whose posts may answer a need as such: neither firms, nor those that keep or lead the register.
BODIES = tuple(
    each.code for each in roles().values() if not each.administers and each.code not in (*OFFICE, *LEADERS, FIRM)
)
# Roles that judge answers to open challenges, on their own chains.
JUDGES = tuple(each.code for each in roles().values() if Permission.JUDGE in each.permissions)


def _of_body(path: str = "") -> Reach:
    """What a post was asked to answer, or offered to."""
    return lambda active: Q(**{f"{path}body": active.post, f"{path}city": active.city})


def _by_role(reaches: Mapping[str, Reach], bodies: Reach) -> dict[Iterable[str] | str, Reach]:
    """Each role's reach; posts that may answer reach what they answer besides."""
    table: dict[Iterable[str] | str, Reach] = dict.fromkeys(BODIES, bodies)
    return table | {role: either(reach, bodies) if role in BODIES else reach for role, reach in reaches.items()}


def _judging(table: Mapping[Any, Reach], judged: Reach) -> dict[Any, Reach]:
    """Those who judge reach besides what they judge."""
    return {**table, **{role: either(*(table[role],) if role in table else (), judged) for role in JUDGES}}


_NEEDS: dict[Iterable[str] | str, Reach] = {
    **dict.fromkeys((*OFFICE, *LEADERS), in_city_of("city")),
    **dict.fromkeys(OF_CHAINS, of_chains()),
    **dict.fromkeys(OF_PLACES, within(in_region, "enterprise")),
    FIRM: within(itself, "enterprise"),
}
declare_policy(
    Need,
    sees=_NEEDS,
    acts={OFFICE: in_city_of("city"), "chain_team": of_chains(), FIRM: within(itself, "enterprise")},
)
takes_attachments(Need)


# --- what is published
def _published(active: ActiveAssignment) -> Q:
    """What all who may answer read, while it is on notice and as long as it is open."""
    return Q(city=active.city, kind__shown="all") & (Q(open=True) | Q(notice=True))


def _to_answer(active: ActiveAssignment) -> Q:
    return _published(active) & Q(kind__answered_by=active.role.code)


def _answered(active: ActiveAssignment) -> Q:
    own = Match.objects.filter(_of_body()(active) | within(itself, "enterprise")(active))
    return Q(need__in=own.values("need"))


_POSTINGS: dict[str, Reach] = {
    **dict.fromkeys((*OFFICE, *LEADERS), in_city_of("city")),
    **dict.fromkeys(OF_CHAINS, either(of_chains(), _published)),
    **dict.fromkeys(OF_PLACES, either(within(in_region, "need__enterprise"), _published)),
    **dict.fromkeys(set(GOVERNING) - {*OFFICE, *LEADERS, *OF_CHAINS, *OF_PLACES}, _published),
    FIRM: either(within(itself, "need__enterprise"), _to_answer, _answered),
}


def _of_judged_kind(active: ActiveAssignment) -> Q:
    return Q(city=active.city, kind__judges__isnull=False, chain__in=active.chains)


declare_policy(Posting, sees=_judging(_by_role(_POSTINGS, either(_to_answer, _answered)), _of_judged_kind))


# --- events: who governs all, others those where they are expected
def _expected(active: ActiveAssignment) -> Q:
    own = _of_body()(active) | within(itself, "enterprise")(active) | within(itself, "need__enterprise")(active)
    met = Q(pk__in=Match.objects.filter(own, event__isnull=False).values("event"))
    takes_part = Participation.objects.filter(within(itself, "enterprise")(active))
    return Q(city=active.city) & (met | Q(pk__in=takes_part.values("event")))


declare_policy(
    Event,
    sees={GOVERNING: in_city_of("city"), ("expert", "bank", FIRM): _expected},
    acts={OFFICE: in_city_of("city"), "chain_team": of_chains()},
)


# --- answers
def sealed(path: str = "") -> Q:
    """Answers to an open challenge that came forward: until no more are taken, nobody but the office opens them."""
    said = {"offered": True, "need__kind__judges__isnull": False, "need__bids_closed_on": None, "result": None}
    return Q(**{f"{path}{name}": value for name, value in said.items()})


def _unsealed(reach: Reach, path: str = "") -> Reach:
    return lambda active: reach(active) & ~sealed(path)


def _matches_of_chains(active: ActiveAssignment) -> Q:
    return Q(city=active.city, need__chain__in=active.chains)


_OF_FIRMS = either(_unsealed(within(itself, "need__enterprise")), within(itself, "enterprise"))
_MATCHES: dict[str, Reach] = {
    **dict.fromkeys(OFFICE, in_city_of("city")),
    **dict.fromkeys(LEADERS, _unsealed(in_city_of("city"))),
    **dict.fromkeys(OF_CHAINS, _unsealed(_matches_of_chains)),
    **dict.fromkeys(OF_PLACES, _unsealed(within(in_region, "need__enterprise"))),
    FIRM: _OF_FIRMS,
}


def _to_judge(active: ActiveAssignment) -> Q:
    """Answers to needs on which the post sits in judgement: never where who looks takes part, by whatever post. What
    else may be done with an answer asks on whose side one stands."""
    seats = Juror.objects.filter(post=active.post, state=JurorState.SITTING).order_by().values("need")
    taken = Match.objects.filter(taking_part(active)).order_by().values("need")
    owned = Need.objects.filter(owning(active)).order_by().values("pk")
    judged = Q(city=active.city, need__kind__judges__isnull=False, need__in=seats)
    return judged & ~Q(need__in=taken) & ~Q(need__in=owned)


declare_policy(
    Match,
    sees=_judging(_by_role(_MATCHES, _of_body()), _to_judge),
    acts=_judging(
        _by_role(
            {
                **dict.fromkeys(OFFICE, in_city_of("city")),
                "chain_team": _unsealed(_matches_of_chains),
                FIRM: _OF_FIRMS,
            },
            _of_body(),
        ),
        _to_judge,
    ),
)


# --- judging: who judges reads their own scores; who answers their own result, once it is announced
def _of_post(path: str = "") -> Reach:
    return lambda active: Q(**{"post": active.post, f"{path}need__city": active.city})


_READ_ALL: dict[str, Reach] = dict.fromkeys((*OFFICE, *LEADERS), in_city_of("match__city"))
_READ_CHAINS: dict[str, Reach] = dict.fromkeys(OF_CHAINS, of_chains("match__need__"))
_SCORES: dict[Iterable[str] | str, Reach] = dict.fromkeys(JUDGES, _of_post("match__"))
declare_policy(Score, sees=_SCORES | _READ_ALL | _READ_CHAINS)


def _to_sit(active: ActiveAssignment) -> Q:
    return _of_post()(active) & Q(need__kind__judges__isnull=False, need__chain__in=active.chains)


declare_policy(
    Juror,
    sees={
        **dict.fromkeys((*OFFICE, *LEADERS), in_city_of("need__city")),
        **dict.fromkeys(OF_CHAINS, of_chains("need__")),
        **dict.fromkeys(JUDGES, _of_post()),
    },
    acts={
        OFFICE: in_city_of("need__city"),
        "chain_team": of_chains("need__"),
        **dict.fromkeys(JUDGES, _to_sit),
    },
)


def _announced(reach: Reach) -> Reach:
    return lambda active: reach(active) & Q(match__need__announced_on__isnull=False)


_OWN_RESULT = _announced(_of_body("match__"))
_RESULTS: dict[str, Reach] = {
    **_READ_ALL,
    **_READ_CHAINS,
    FIRM: _announced(either(within(itself, "match__need__enterprise"), within(itself, "match__enterprise"))),
}
declare_policy(Result, sees=_by_role(_RESULTS, _OWN_RESULT))


def _under_match(reach: Reach) -> Reach:
    """What hangs on answers is reached as these are."""
    return lambda active: Q(match__in=Match.objects.filter(reach(active)).values("pk"))


def _of_an_owner(active: ActiveAssignment) -> Q:
    """Of a pool who leads it reads what it received itself, and not what the others did."""
    return within(itself, "need__enterprise")(active) & Q(need__pool=None) & ~sealed()


_DELIVERIES = {role: _under_match(reach) for role, reach in _by_role(_MATCHES, _of_body()).items()}
_DELIVERIES[FIRM] = either(
    _under_match(_of_an_owner),
    _under_match(within(itself, "enterprise")),
    within(itself, "purchase__customer"),
)
declare_policy(Delivery, sees=_DELIVERIES)


# --- what came of it: each side its own words
def _own_words(active: ActiveAssignment) -> Q:
    owner = Q(side=Side.OWNER) & within(itself, "match__need__enterprise")(active) & ~sealed("match__")
    return owner | Q(side=Side.PARTY) & within(itself, "match__enterprise")(active)


def _own_words_of_body(active: ActiveAssignment) -> Q:
    return Q(side=Side.PARTY, match__body=active.post, match__city=active.city)


def _asking_of_stays(reach: Reach) -> Reach:
    """How many stayed is counted for a firm also by who carries its needs; what it says of an outcome never is."""
    return lambda active: reach(active) & Q(months__isnull=False)


_WORDS: dict[str, Reach] = {
    **dict.fromkeys(OFFICE, in_city_of("match__city")),
    **dict.fromkeys(LEADERS, _unsealed(in_city_of("match__city"), "match__")),
    **dict.fromkeys(OF_CHAINS, _unsealed(of_chains("match__need__"), "match__")),
    FIRM: _own_words,
}
declare_policy(
    FollowUp,
    sees=_by_role(_WORDS, _own_words_of_body),
    acts=_by_role(
        {
            **dict.fromkeys(OFFICE, _asking_of_stays(in_city_of("match__city"))),
            "chain_team": _asking_of_stays(of_chains("match__need__")),
            FIRM: _own_words,
        },
        _own_words_of_body,
    ),
)
