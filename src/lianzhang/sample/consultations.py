"""What chains' experts were asked over the years: answered by one or two, declined, late, never; used or not.

Drawn from a seed of its own, up to the day on which the city is made; half of them are about a problem of the chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.consultations.models import PENDING, Consultation, Opinion
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.problems.models import Problem
from lianzhang.registry.models import Chain, Post, Region
from lianzhang.work.models import Link

from .place import facts

__all__ = ["COUNTS", "write_consultations"]

COUNTS = {"town": 16, "city": 200, "province": 5_000}
DAYS, LATELY, RECENT = 800, 12, 0.3  # over so many days up to today; of the last few a greater part
# What part of the experts say nothing, decline, answer late, name interests; of what is answered is used, partly used.
SILENT, DECLINED, LATE, INTERESTED = 0.12, 0.1, 0.08, 0.1
WITHDRAWN, USED, PARTLY, PUT_OFF = 0.04, 0.5, 0.8, 0.1
OF_A_PROBLEM = 0.5
INTERESTS = "是其中一家供应商的技术顾问。（示例）"
GROUNDS = {
    "conflict": "参与过其中一家的评审，应当回避。（示例）",
    "outside": "题目是工艺问题，不是本人的专业。（示例）",
    "busy": "这两周在外地，赶不上日子。（示例）",
}


@dataclass
class _Asked:
    """One question with the opinions on it, as they stand today."""

    fields: dict[str, Any]
    opinions: list[dict[str, Any]] = field(default_factory=list)


class _Draw:
    def __init__(self, seed: int, today: date) -> None:
        self.rng = Random(seed + 47)  # noqa: S311 - nothing secret
        self.today = today

    def asked(self, posts: Sequence[int], asker: int | None) -> _Asked:
        rng, told = self.rng, self.rng.choice(facts()["consultations"])
        day = self.today - timedelta(days=rng.randrange(1, LATELY if rng.random() < RECENT else DAYS))
        wanted = day + timedelta(days=rng.choice((7, 10, 14)))
        row = _Asked({"title": told["title"], "question": f"{told['question']}（示例）", "post_id": asker})
        row.fields |= {"asked_at": self._at(day), "wanted_by": wanted, "reason": "", "use": "", "closed_at": None}
        row.fields |= {"first_wanted_by": None, "put_off": 0}
        if rng.random() < PUT_OFF:
            row.fields |= {"first_wanted_by": wanted, "put_off": 1}
            wanted = row.fields["wanted_by"] = wanted + timedelta(days=7)
        row.opinions = [self._opinion(post, told, day, wanted, at) for at, post in enumerate(posts)]
        self._end(row, told, day, wanted)
        states = [each["state"] for each in row.opinions]
        row.fields |= {"asked_of": len(posts), "answers": states.count("answered")}
        row.fields["waits_for"] = sum(state in PENDING for state in states)
        return row

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(9 + self.rng.randrange(8), self.rng.randrange(60)), SHANGHAI)

    def _opinion(self, post: int, told: dict[str, Any], day: date, wanted: date, at: int) -> dict[str, Any]:
        rng, chance = self.rng, self.rng.random()
        blank = dict.fromkeys(("opinion", "reasons", "conflict", "interests", "ground"), "")
        row: dict[str, Any] = {**blank, "post_id": post, "state": "asked", "taken_up_at": None, "said_at": None}
        said = day + timedelta(days=rng.randrange(1, (wanted - day).days + 1))
        if chance < LATE:
            said = wanted + timedelta(days=rng.randrange(1, 6))
        if chance > 1 - SILENT or said >= self.today:
            return row | self._unsaid(day, wanted)
        if chance > 1 - SILENT - DECLINED:
            ground = rng.choice(list(GROUNDS))
            return row | {"state": "declined", "ground": ground, "reasons": GROUNDS[ground], "said_at": self._at(said)}
        interested = rng.random() < INTERESTED
        words = {"opinion": f"{told['opinions'][at % 2]}（示例）", "reasons": f"{told['reasons']}（示例）"}
        words |= {"conflict": "declared" if interested else "none", "interests": INTERESTS if interested else ""}
        return row | words | {"state": "answered", "taken_up_at": self._at(day), "said_at": self._at(said)}

    def _unsaid(self, day: date, wanted: date) -> dict[str, Any]:
        if wanted < self.today:
            return {"state": "lapsed"}
        return {"state": "taken_up", "taken_up_at": self._at(day)} if self.rng.random() < 0.4 else {"state": "asked"}

    def _end(self, row: _Asked, told: dict[str, Any], day: date, wanted: date) -> None:
        """Closed some days after the day it was wanted by; of the latest some are open still."""
        said = {each["state"] for each in row.opinions}
        end = max([wanted, *(each["said_at"].date() for each in row.opinions if each["said_at"])]) + timedelta(
            days=self.rng.randrange(1, 9)
        )
        row.fields["state"] = "open"
        if "answered" in said and end < self.today:
            draw = self.rng.random()
            use = "used" if draw < USED else "partly" if draw < PARTLY else "unused"
            row.fields |= {"state": "closed", "use": use, "reason": f"{told[use]}（示例）", "closed_at": self._at(end)}
        elif not said & {"answered", *PENDING} and wanted < self.today:
            row.fields |= {"state": "lapsed", "closed_at": self._at(wanted + timedelta(days=1))}
        elif "answered" not in said and self.rng.random() < WITHDRAWN:
            row.fields |= {"state": "withdrawn", "reason": "题目重写后再问。（示例）", "closed_at": self._at(day)}


def write_consultations(city: Region, account: User, scale: str, seed: int) -> int:
    """How many were written."""
    today = timezone.localdate()
    draw, chains = _Draw(seed, today), _chains(city)
    if not chains:
        return 0
    drawn = []
    for _ in range(COUNTS[scale]):
        chain, experts, askers = draw.rng.choice(chains)
        asked = draw.asked(draw.rng.sample(experts, draw.rng.randint(1, len(experts))), draw.rng.choice(askers))
        drawn.append((chain, asked))
    drawn.sort(key=lambda pair: pair[1].fields["asked_at"])
    keys = list(allocate_ids(Consultation, len(drawn)))
    same = {"city_id": city.pk, "asked_by_id": account.pk, "version": 0, "authors": ()}
    by_key = dict(zip(keys, drawn, strict=True))
    rows = [{"id": pk, "chain_id": chain, **same, **asked.fields} for pk, (chain, asked) in by_key.items()]
    bulk_insert(Consultation, _columns(rows))
    own = {"version": 0, "authors": ()}
    opinions = [{"consultation_id": pk, **own, **each} for pk, (_, asked) in by_key.items() for each in asked.opinions]
    bulk_insert(Opinion, _columns(opinions))
    Link.objects.bulk_create(_links(city, account, draw.rng, keys, [chain for chain, _ in drawn]))
    return len(rows)


def _chains(city: Region) -> list[tuple[int, list[int], list[int]]]:
    """Each chain that has experts, with the posts that may ask them."""
    told = []
    for chain in Chain.objects.filter(city=city).order_by("code"):
        posts = dict(Post.objects.filter(city=city, chains=chain).order_by("code").values_list("code", "pk"))
        experts = [posts[code] for code in (f"expert-{chain.code}", f"expert-{chain.code}-second") if code in posts]
        askers = [pk for code, pk in posts.items() if code.startswith(("chief-", "lead-"))]
        if experts and askers:
            told.append((chain.pk, experts, askers))
    return told


def _links(city: Region, account: User, rng: Random, keys: list[int], chains: list[int]) -> Iterator[Link]:
    of_chain: dict[int, list[int]] = {}
    problems = Problem.objects.filter(city=city, chain__in=set(chains)).order_by("-pk")
    for pk, chain in problems.values_list("pk", "chain"):
        of_chain.setdefault(chain, []).append(pk)
    for key, chain in zip(keys, chains, strict=True):
        if (near := of_chain.get(chain)) and rng.random() < OF_A_PROBLEM:
            source = f"problems.Problem:{rng.choice(near[:50])}"
            yield Link(source=source, target=f"consultations.Consultation:{key}", by=account)


def _columns(rows: list[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
