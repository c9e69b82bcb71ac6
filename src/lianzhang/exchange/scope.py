"""Who reaches which batches: one's own from the post one acts for; the office all of its city's."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.doors import declare
from lianzhang.access.scope import OF_PLACES, OFFICE, in_city_of
from lianzhang.access.seats import Seat

from .models import Batch, BatchPage

UPLOADING = ("chain_team", *OF_PLACES)


def _own(seat: Seat) -> Q:
    return Q(city=seat.city, uploaded_by=seat.user_pk)


def _page_of_own(seat: Seat) -> Q:
    return Q(batch__city=seat.city, batch__uploaded_by=seat.user_pk)


declare(
    Batch,
    sees={OFFICE: in_city_of("city"), UPLOADING: _own},
    acts={"chain_office": in_city_of("city"), ("office_clerk", *UPLOADING): _own},
)
declare(BatchPage, sees={OFFICE: in_city_of("batch__city"), UPLOADING: _page_of_own})
