"""Who reaches which wishes."""

from lianzhang.access.row_policy import declare_policy
from lianzhang.access.scope import GOVERNING, OFFICE, in_city_of

from .models import Wish

declare_policy(Wish, sees={GOVERNING: in_city_of("city")}, acts={OFFICE: in_city_of("city")})
