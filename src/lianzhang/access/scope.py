"""Who reaches which rows of the floors beneath: the register of the city, accounts, posts and who acts for them.

The groups of roles are named here; rooms above use them."""

from functools import reduce
from operator import or_

from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.jobs.models import Job
from lianzhang.registry.models import (
    Appointment,
    Chain,
    ChainGroup,
    Organization,
    Park,
    Post,
    Rank,
    Region,
    ResponsibleUnit,
)

from .attachments import takes_attachments
from .models import Assignment, ConsentRequest, HandOver
from .row_policy import ALL, Reach, declare_policy

OFFICE = ("chain_office", "office_clerk")
LEADERS = ("head_chief", "committee")
OF_CHAINS = ("chief", "chain_team")
OF_PLACES = ("district", "park")
GOVERNING = (*LEADERS, *OFFICE, *OF_CHAINS, "member_unit", *OF_PLACES)
# They work with the chains without governing them: the plan, the city's figures, and their own chains.
OUTSIDE = ("expert", "enterprise", "bank")
EVERYBODY = (*GOVERNING, *OUTSIDE)
SECURITY = "security_admin"


def in_city_of(path: str) -> Reach:
    """Rows whose relation `path` leads to the city of the post."""
    return lambda active: Q(**{path: active.city})


def of_chains(path: str = "") -> Reach:
    """Rows of the city that lie on a chain of the post; `path` leads to the row that names both."""
    return lambda active: Q(**{f"{path}city": active.city, f"{path}chain__in": active.chains})


def either(*reaches: Reach) -> Reach:
    """What at least one of them reaches."""
    return lambda active: reduce(or_, (reach(active) for reach in reaches))


for _model, _city in (
    (ChainGroup, "city"),
    (Park, "city"),
    (Organization, "city"),
    (ResponsibleUnit, "city"),
):
    declare_policy(_model, sees={EVERYBODY: in_city_of(_city)})
declare_policy(
    Chain,
    sees={EVERYBODY: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": lambda active: Q(pk__in=active.chains)},
)
declare_policy(Rank, sees={EVERYBODY: in_city_of("city"), SECURITY: ALL})
declare_policy(
    Post,
    sees={EVERYBODY: in_city_of("city"), SECURITY: ALL},
    acts={"chain_office": in_city_of("city"), SECURITY: ALL},
)
# The city itself, and the places as it names them.
declare_policy(Region, sees={EVERYBODY: lambda active: Q(pk=active.city) | Q(city=active.city)})
declare_policy(
    Appointment,
    sees={EVERYBODY: in_city_of("post__city")},  # who leads a chain is no secret
    acts={"chain_office": in_city_of("post__city")},
)
takes_attachments(Appointment)
declare_policy(User, sees={SECURITY: ALL}, acts={SECURITY: lambda active: ~Q(pk=active.user_pk)})
declare_policy(Assignment, sees={SECURITY: ALL}, acts={SECURITY: lambda active: ~Q(user=active.user_pk)})
declare_policy(ConsentRequest, sees={SECURITY: ALL}, acts={SECURITY: ALL})  # who may decide says its table
declare_policy(HandOver, sees={SECURITY: ALL})
declare_policy(Job, sees={"system_admin": ALL}, acts={"system_admin": ALL})
