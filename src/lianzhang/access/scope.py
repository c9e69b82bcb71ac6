"""Who reaches which rows of the floors beneath: the register of the city, accounts, posts and who acts for them.

The groups of roles are named here; rooms above use them."""

from django.db.models import Q

from lianzhang.accounts.models import User
from lianzhang.jobs.models import Job
from lianzhang.registry.models import (
    Appointment,
    Chain,
    ChainGroup,
    ChainZone,
    Organization,
    Park,
    Post,
    Rank,
    Region,
)

from .attachments import takes_attachments
from .doors import ALL, Reach, declare
from .models import Assignment, HandOver

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
    return lambda seat: Q(**{path: seat.city})


for _model, _city in (
    (ChainGroup, "city"),
    (ChainZone, "chain__city"),
    (Park, "city"),
    (Organization, "city"),
):
    declare(_model, sees={EVERYBODY: in_city_of(_city)})
declare(
    Chain,
    sees={EVERYBODY: in_city_of("city")},
    acts={OFFICE: in_city_of("city"), "chain_team": lambda seat: Q(pk__in=seat.chains)},
)
declare(Rank, sees={EVERYBODY: in_city_of("city"), SECURITY: ALL})
declare(
    Post,
    sees={EVERYBODY: in_city_of("city"), SECURITY: ALL},
    acts={"chain_office": in_city_of("city"), SECURITY: ALL},
)
declare(Region, sees={EVERYBODY: ALL})
declare(
    Appointment,
    sees={EVERYBODY: in_city_of("post__city")},  # who leads a chain is no secret
    acts={"chain_office": in_city_of("post__city")},
)
takes_attachments(Appointment)
declare(User, sees={SECURITY: ALL}, acts={SECURITY: lambda seat: ~Q(pk=seat.user_pk)})
declare(Assignment, sees={SECURITY: ALL}, acts={SECURITY: lambda seat: ~Q(user=seat.user_pk)})
declare(HandOver, sees={SECURITY: ALL})
declare(Job, sees={"system_admin": ALL}, acts={"system_admin": ALL})
