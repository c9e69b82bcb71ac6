"""Who reaches which batches: one's own from the post one acts for; the office all of its city's."""

from __future__ import annotations

from django.db.models import Q

from lianzhang.access.api import OF_PLACES, OFFICE, ActiveAssignment, declare_policy, in_city_of

from .models import Batch, BatchPage

UPLOADING = ("chain_team", *OF_PLACES)


def _own(active: ActiveAssignment) -> Q:
    """What another of one's own posts uploaded tells what that post sees."""
    return Q(city=active.city, uploaded_by=active.user_pk, assignment__post=active.post)


def _page_of_own(active: ActiveAssignment) -> Q:
    return Q(batch__city=active.city, batch__uploaded_by=active.user_pk, batch__assignment__post=active.post)


declare_policy(
    Batch,
    sees={OFFICE: in_city_of("city"), UPLOADING: _own},
    acts={"chain_office": in_city_of("city"), ("office_clerk", *UPLOADING): _own},
)
declare_policy(BatchPage, sees={OFFICE: in_city_of("batch__city"), UPLOADING: _page_of_own})
