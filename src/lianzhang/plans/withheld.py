"""What outside roles read of an evaluation: every light, and no figure that tells of a single firm. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from lianzhang.kernel.metrics import Evidence, Row

from .evaluating import Standing
from .evaluation import Evaluation, Reason

__all__ = ["rows_of", "without"]


def rows_of(standings: Iterable[Standing]) -> set[Row]:
    """All rows behind these standings."""
    return {row for standing in standings for evidence in standing.evidence.values() for row in evidence.rows}


def without(standing: Standing, secret: Collection[Row]) -> Standing:
    """The same light without the figures made of `secret` rows, and without what is worked out of them."""
    if not any(row in secret for row in standing.rows):
        return standing
    evidence = {scope: _without_points(each, secret) for scope, each in standing.evidence.items()}
    return replace(standing, evaluation=_light(standing.evaluation, secret), evidence=evidence)


def _without_points(evidence: Evidence, secret: Collection[Row]) -> Evidence:
    return replace(evidence, points=tuple(point for point in evidence.points if not _told_by(point.rows, secret)))


def _light(evaluation: Evaluation, secret: Collection[Row]) -> Evaluation:
    """A projection is drawn through figures that may be secret though the last is not."""
    parts = tuple(replace(part, evaluation=_light(part.evaluation, secret)) for part in evaluation.parts)
    told = replace(evaluation, parts=parts, projection=None)
    if evaluation.point is None or not _told_by(evaluation.point.rows, secret):
        return told
    return replace(told, point=None, expected=None, progress=None, reason=Reason.WITHHELD)


def _told_by(rows: Iterable[Row], secret: Collection[Row]) -> bool:
    return any(row in secret for row in rows)
