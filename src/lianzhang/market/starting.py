"""What a need starts in another room, and what of another room starts a need.

One that nobody answers becomes a lead, a problem or a task; what is bought of one source alone becomes a need."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import may
from lianzhang.kernel.desk import Link
from lianzhang.kernel.seeds import Seed
from lianzhang.plans.api import Viewpoint
from lianzhang.records.api import subject_of
from lianzhang.work.api import FROM, seed_of

from .models import Match, Need, NeedState
from .permissions import Permission
from .stuck import stuck_words

__all__ = ["begins", "seed"]

TITLE, TEXT = 80, 2000  # characters that a task and a problem take


def seed(_vp: Viewpoint, row: object) -> Seed | None:
    """Of what is open or came to nothing; a draft is nobody's business yet."""
    if not isinstance(row, Need) or row.state not in (NeedState.OPEN, NeedState.LAPSED):
        return None
    told = f"{row.enterprise}的需求（{row.kind}）：{row.text}"
    return Seed(
        title=row.title[:TITLE],
        text="\n".join(filter(None, (stuck_words(row), told)))[:TEXT],
        proof="签约的合同，或对方确认过的采购记录",
        chain=row.chain,
        region=row.enterprise.region,
        enterprise=row.enterprise,
        source="need",
    )


def begins(vp: Viewpoint, row: Any) -> Link | None:
    """From a row of another room, as a search for a second source, a need may be published."""
    if isinstance(row, Need | Match) or not may(vp.user, Permission.ENTER) or seed_of(vp, row) is None:
        return None
    return Link("发布成需求", "need_new", query={FROM: subject_of(row)})
