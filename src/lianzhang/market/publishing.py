"""What acts on a need write beside it: what is published, answers that end with it, results of judging."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from lianzhang.work.api import RowGone

from .judging import standings_of
from .models import Ground, Match, MatchState, Need, Posting, Result, Score

__all__ = ["fix_results", "held", "let_go", "post", "take_back", "unpost"]

# Of what is published, what a need says under the same name.
PUBLISHED = ("city", "kind", "chain", "title", "text", "quantity", "unit", "wanted_by", "valid_until")


def post(need: Need, *, open: bool, notice: bool) -> None:  # noqa: A002 - the names of its fields
    """Copy what was checked: what may be read of a need is the copy alone."""
    within = set(need.kind.fields.filter(within=True).values_list("code", flat=True))
    told = {code: text for code, text in need.details.items() if code not in within}
    said: dict[str, Any] = {name: getattr(need, name) for name in PUBLISHED}
    days = {"published_on": timezone.localdate(), "open": open, "notice": notice}
    Posting.objects.update_or_create(need=need, defaults={"details": told, **said, **days})


def unpost(need: Need) -> None:
    """What was on notice goes back with it."""
    Posting.objects.filter(need=need).delete()


def let_go(need: Need, states: Collection[str], why: str, ground: Ground = Ground.OTHER) -> None:
    """Nobody is waited for any more: part of the act on the need, which the log tells."""
    ended = {"state": MatchState.FAILED, "ground": ground, "reason": why, "ended_on": timezone.localdate()}
    need.matches.filter(state__in=states).update(**ended, ask_on=None)


def held(need: Need) -> Need:
    """The need, locked and as it stands: before an answer, a score or a contract is written on the strength of it.

    Raises RowGone."""
    rows = Need.objects.select_for_update(of=("self",), no_key=True)
    current = rows.select_related("city", "kind", "chain", "enterprise").filter(pk=need.pk).first()
    if current is None:
        raise RowGone(Need)
    return current


def fix_results(need: Need) -> str:
    """Keep what each answer came to. In words, for the log alone."""
    matches = list(need.matches.filter(state=MatchState.TALKING).select_related("enterprise", "body").order_by("pk"))
    jurors, scores = need.jurors.select_related("post"), Score.objects.filter(match__in=matches)
    told = standings_of(need, matches, jurors, scores, ())
    Result.objects.filter(match__in=matches).delete()
    kept = [_result(each, told[each.pk], need) for each in matches]
    Result.objects.bulk_create(kept)
    kept.sort(key=lambda each: (each.rank, each.match_id))
    return "；".join(f"{each.rank}.{each.match.party} {each.total}分" for each in kept)


def _result(match: Match, standing: Any, need: Need) -> Result:
    said: dict[str, Any] = {"total": standing.total, "rank": standing.rank, "count": standing.count}
    return Result(match=match, **said, announced_on=need.announced_on or timezone.localdate())


def take_back(need: Need) -> None:
    Result.objects.filter(match__need=need, match__agreed_on=None).delete()
