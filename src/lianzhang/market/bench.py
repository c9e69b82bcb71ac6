"""What the page of a challenge shows to who may judge it: whether they may sit, or the answers with what is undone."""

from __future__ import annotations

from dataclasses import dataclass

from lianzhang.access.api import acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.work.api import StepRefused

from .lifecycle import JUROR
from .models import Juror, JurorState, Match, MatchState, Posting, Score
from .permissions import Permission

__all__ = ["Bench", "bench_of"]


@dataclass(frozen=True, slots=True)
class Bench:
    """`refusal` says why one may not sit, "" where one may. `seat`: one sits, or was let go; then `answers`, each with
    `scored`, one's own score."""

    seat: Juror | None
    refusal: str
    answers: list[Match]

    @property
    def undone(self) -> int:
        return sum(getattr(each, "scored", None) is None for each in self.answers)


def bench_of(by: User, row: Posting) -> Bench | None:
    """None for those who judge nothing on its chain, and of what is not judged."""
    active = acting(by)
    if not row.kind.judges or active is None or active.post is None or not may(by, Permission.JUDGE):
        return None
    if row.chain_id not in active.chain_keys:
        return None
    seat = visible(by, Juror).filter(need=row.need_id, post=active.post).first()
    if seat is None:
        return Bench(None, _refusal(by, row), [])
    matches = visible(by, Match).filter(need=row.need_id).exclude(state=MatchState.SUGGESTED)
    answers = list(matches.select_related("enterprise", "body").order_by("pk")) if _sits(seat) else []
    own = {each.match_id: each for each in visible(by, Score).filter(match__in=answers, post=active.post)}
    for each in answers:
        each.need = row.need
        each.scored = own.get(each.pk)  # type: ignore[attr-defined]
    return Bench(seat, "", answers)


def _sits(seat: Juror) -> bool:
    return seat.state == JurorState.SITTING


def _refusal(by: User, row: Posting) -> str:
    try:
        JUROR.check_new(Juror(need=row.need), "sit", by)
    except StepRefused as refused:
        return str(refused)
    return ""
