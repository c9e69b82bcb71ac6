"""How one need of the made-up city is drawn: asked, published, answered, and how far the answer came.

Drawn up to the day on which the city is made. Most came to nothing, as it is elsewhere. A delivery of goods is one of
the purchases that both sides confirmed; nothing else is made up to prove one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.market.models import CARRIED, DONE, Answer, Side
from lianzhang.plans.models import NeedField, NeedKind, NeedStage, Plan

from .place import facts

__all__ = ["Answered", "Drawn", "Kinds", "NeedDraw"]

GOOD_FOR = 180
FORGOTTEN = 400  # days after which a contract without a delivery came to nothing
# Of what is published: nobody answers, talks come to nothing, talks go on, a contract, delivered.
ALONE, FAILED, TALKING, AGREED, DELIVERED = 0.30, 0.24, 0.26, 0.11, 0.09
WAITING, RETURNED = 0.05, 0.02
# What sides say when they are asked.
SAID = ("won", "lost", "unknown", "unknown", "unsaid", "silent", "silent")
GROUNDS = ("price", "price", "quality", "capacity", "certificate", "terms", "fixed")


@dataclass
class Answered:
    """An answer beside the one that was drawn with its need, as it was judged."""

    match: dict[str, Any]
    scores: list[dict[str, Any]]
    result: dict[str, Any] | None


@dataclass
class Drawn:
    """One need with its answer, as they stand today."""

    need: dict[str, Any]
    posted: bool = False
    match: dict[str, Any] | None = None
    delivery: dict[str, Any] | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    jurors: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] | None = None
    rivals: list[Answered] = field(default_factory=list)


class Kinds:
    """The plan's kinds, with what the sample says of each."""

    def __init__(self, plan: Plan) -> None:
        told = {each["kind"]: each for each in facts()["needs"]}
        rows = [each for each in NeedKind.objects.filter(plan=plan).order_by("order") if each.code in told]
        self.rows, self.told = rows, [told[each.code] for each in rows]
        self.weights = [each["weight"] for each in self.told]
        self.stages: dict[tuple[int, str], list[NeedStage]] = {}
        for stage in NeedStage.objects.filter(plan=plan).order_by("order"):
            self.stages.setdefault((stage.kind_id, stage.part), []).append(stage)
        self.within: dict[int, set[str]] = {}
        for each in NeedField.objects.filter(plan=plan, within=True):
            self.within.setdefault(each.kind_id, set()).add(each.code)


class NeedDraw:
    """Draws needs of the days since `first`."""

    def __init__(self, seed: int, first: date, today: date, kinds: Kinds) -> None:
        self.rng = Random(seed + 61)  # noqa: S311 - nothing secret
        self.today, self.kinds, self.days = today, kinds, (today - first).days

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(9 + self.rng.randrange(8), self.rng.randrange(60)), SHANGHAI)

    def need(self, firm: int, chain: int, bodies: dict[str, list[int]], rivals: Sequence[int]) -> Drawn:
        rng = self.rng
        at = rng.choices(range(len(self.kinds.rows)), self.kinds.weights)[0]
        kind, told = self.kinds.rows[at], self.kinds.told[at]
        day = self.today - timedelta(days=rng.randrange(1, self.days))
        row = Drawn(self._asked(kind, told, firm, chain, day))
        if self._unchecked(row):
            return row
        self._publish(row, day)
        party = self._party(kind, firm, bodies, rivals)
        draw = rng.random()
        if party and draw > ALONE:
            self._answer(row, kind, told, party, draw - ALONE)
        elif row.need["valid_until"] < self.today:
            row.need |= {"state": "lapsed", "ended_on": row.need["valid_until"] + timedelta(days=1)}
        return row

    def asked_now(self, firm: int, chain: int, role: str, body: int) -> Drawn | None:
        """Talks with a post for so long that both sides are asked these days what came of them; neither has said."""
        at = next((at for at, each in enumerate(self.kinds.rows) if each.answered_by == role), None)
        if at is None:
            return None
        kind, told, day = self.kinds.rows[at], self.kinds.told[at], self.today - timedelta(days=100)
        row = Drawn(self._asked(kind, told, firm, chain, day))
        self._publish(row, day)
        row.match = self._match(row, kind, told, {"enterprise_id": None, "body_id": body}, "talking")
        row.match["begun_on"] = self.today - timedelta(days=95)
        self._ask(row)
        return row

    def challenge(self, kind: NeedKind, firm: int, chain: int, body: int, state: str) -> Drawn:
        """An open challenge of this year that a post answered, as far as `state`."""
        told, day = self.kinds.told[self.kinds.rows.index(kind)], self.today - timedelta(days=150)
        row = Drawn(self._asked(kind, told, firm, chain, day))
        self._publish(row, day)
        row.match = self._match(row, kind, told, {"enterprise_id": None, "body_id": body}, state)
        return row

    def counted(
        self, firm: int, chain: int, bodies: dict[str, list[int]], rivals: Sequence[int], day: date
    ) -> Iterator[Drawn]:
        """Of each kind whose deliveries a duty of the plan counts by the word of who received it, one delivered."""
        for kind, told in zip(self.kinds.rows, self.kinds.told, strict=True):
            by_word = kind.met_id is not None and kind.proof != NeedKind.Proof.PURCHASE and kind.judges is None
            if not by_word or (party := self._party(kind, firm, bodies, rivals)) is None:
                continue
            row = Drawn(self._asked(kind, told, firm, chain, day))
            self._publish(row, day)
            self._deliver(row, self._match(row, kind, told, party, "delivered"))
            yield row

    def _deliver(self, row: Drawn, match: dict[str, Any]) -> None:
        on = match["delivered_on"]
        row.match, quantity = match, self._arrived(row.need["quantity"]) if row.need["unit"] else None
        row.delivery = {"purchase_id": None, "delivered_on": on, "value": match["value"], "quantity": quantity}
        row.need |= {"state": "met", "ended_on": on}

    def bought(self, purchase: Any, chain: int) -> Drawn | None:
        """A need that was met: the purchase shows it."""
        kind, told = self.kinds.rows[0], self.kinds.told[0]
        agreed = purchase.period_start
        day = agreed - timedelta(days=self.rng.randrange(60, 300))
        row = Drawn(self._asked(kind, told, purchase.customer_id, chain, day) | {"title": purchase.item[:80]})
        self._publish(row, day)
        party = {"enterprise_id": purchase.supplier_id, "body_id": None}
        row.match = self._match(row, kind, told, party, "delivered")
        row.match |= {"agreed_on": agreed, "delivered_on": purchase.period_end, "value": purchase.value}
        row.match |= {"staged_on": purchase.period_end, "begun_on": day + timedelta(days=5)}
        row.delivery = {"purchase_id": purchase.pk, "delivered_on": purchase.period_end, "value": purchase.value}
        row.delivery |= {"quantity": None}
        row.need |= {"state": "met", "ended_on": purchase.period_end}
        return row

    def _asked(self, kind: NeedKind, told: dict[str, Any], firm: int, chain: int, day: date) -> dict[str, Any]:
        rng = self.rng
        details = {f"{kind.code}_{name}": text for name, text in told.get("details", {}).items()}
        return {
            "kind_id": kind.pk,
            "enterprise_id": firm,
            "chain_id": chain,
            "title": rng.choice(told["titles"]),
            "text": f"{told['text']}（示例）",
            "quantity": Decimal(rng.randint(*told["quantity"])) if "quantity" in told else None,
            "unit": told.get("unit", ""),
            "value": Decimal(rng.randint(*told["value"])) if "value" in told and rng.random() > 0.15 else None,
            "wanted_by": None if rng.random() < 0.5 else day + timedelta(days=120),
            "valid_until": day + timedelta(days=GOOD_FOR + rng.randrange(200)),
            "details": details,
            "state": "open",
            "reason": "",
            "entered_at": self._at(day),
            "published_on": None,
            "ended_on": None,
            **dict.fromkeys(("stage_id", "staged_on", "bids_closed_on", "announced_on")),
        }

    def _unchecked(self, row: Drawn) -> bool:
        """Of the latest some wait to be checked, or came back."""
        if row.need["entered_at"].date() < self.today - timedelta(days=40):
            return False
        draw = self.rng.random()
        if draw < WAITING * 6:
            row.need["state"] = "submitted"
        elif draw < (WAITING + RETURNED) * 6:
            row.need |= {"state": "returned", "reason": "公开的说明里写了现供方，请移到不公开的一项。（示例）"}
        return bool(row.need["state"] != "open")

    def _arrived(self, asked: Any) -> Any:
        """Of what was asked for mostly a part: all of it half the time."""
        if asked is None:
            return None
        return asked if self.rng.random() < 0.5 else max(1, round(float(asked) * self.rng.uniform(0.3, 0.9)))

    def _publish(self, row: Drawn, day: date) -> None:
        row.need["published_on"], row.posted = min(day + timedelta(days=self.rng.randrange(1, 6)), self.today), True

    def _party(
        self, kind: NeedKind, firm: int, bodies: dict[str, list[int]], rivals: Sequence[int]
    ) -> dict[str, Any] | None:
        if kind.answered_by == "enterprise":
            others = [each for each in rivals if each != firm]
            return {"enterprise_id": self.rng.choice(others), "body_id": None} if others else None
        posts = bodies.get(kind.answered_by)
        return {"enterprise_id": None, "body_id": self.rng.choice(posts)} if posts else None

    def _answer(self, row: Drawn, kind: NeedKind, told: dict[str, Any], party: dict[str, Any], draw: float) -> None:
        """How far it came. Goods are delivered by a purchase alone, so here they stop at the contract."""
        if draw < FAILED:
            state = "failed"
        elif draw < FAILED + TALKING:
            state = "suggested" if self.rng.random() < 0.25 else "talking"
        elif draw < FAILED + TALKING + AGREED or kind.proof == NeedKind.Proof.PURCHASE:
            state = "agreed"
        else:
            state = "delivered"
        over = row.need["valid_until"] < self.today
        if state == "agreed" and row.need["valid_until"] < self.today - timedelta(days=FORGOTTEN):
            state = "failed"
        row.match = self._match(row, kind, told, party, state)
        if state == "delivered":
            self._deliver(row, row.match)
        elif over and state != "agreed":
            ended = row.need["valid_until"] + timedelta(days=1)
            row.need |= {"state": "lapsed", "ended_on": ended}
            if state != "failed":
                row.match |= {"state": "failed", "ground": "other", "reason": "需求已了结", "ended_on": ended}
                row.match |= {"ask_on": None}
        self._ask(row)

    def _match(
        self, row: Drawn, kind: NeedKind, told: dict[str, Any], party: dict[str, Any], state: str
    ) -> dict[str, Any]:
        rng, published = self.rng, row.need["published_on"]
        begun = min(published + timedelta(days=rng.randrange(1, 30)), self.today)
        part = {"failed": "talking", "suggested": ""}.get(state, state)
        stages = self.kinds.stages.get((kind.pk, part), [])
        stage = rng.choice(stages) if stages else None
        staged = min(begun + timedelta(days=rng.randrange(5, 120)), self.today) if stage else begun
        agreed = min(begun + timedelta(days=rng.randrange(10, 90)), self.today) if state in ("agreed", *DONE) else None
        asked = row.need["value"]
        value = (asked * rng.randint(40, 100) / 100).quantize(Decimal(1)) if agreed and asked else None
        said = state in ("talking", "agreed") and rng.random() < 0.6
        return {
            **party,
            "offered": rng.random() < 0.3,
            "why": f"{told['why']}（示例）",
            "state": state,
            "stage_id": stage.pk if stage and state != "failed" else None,
            "staged_on": max(staged, agreed or staged),
            "slow_on": staged + timedelta(days=stage.days) if stage and stage.days and state in CARRIED else None,
            "said": f"{told['said']}（示例）" if said else "",
            "said_on": staged if said else None,
            "value": value,
            "agreed_on": agreed,
            "delivered_on": min((agreed or begun) + timedelta(days=rng.randrange(5, 90)), self.today)
            if state in DONE
            else None,
            "ground": rng.choice(GROUNDS) if state == "failed" else "",
            "reason": "",
            "begun_on": begun,
            "ask_on": self.today + timedelta(days=rng.randrange(1, 90)) if state in ("talking", "agreed") else None,
            "ended_on": staged if state == "failed" else None,
            "event_id": None,
            "table": None,
            "meets_at": None,
        }

    def _ask(self, row: Drawn) -> None:
        """After ninety days both sides were asked; of the last questions some still wait for an answer."""
        match = row.match
        if match is None or match["state"] == "suggested":
            return
        asked = match["begun_on"] + timedelta(days=90)
        if asked >= self.today:
            return
        waiting = match["state"] in ("talking", "agreed") and asked > self.today - timedelta(days=10)
        for side in Side:
            answer = Answer.ASKED if waiting else Answer(self.rng.choice(SAID))
            said = answer not in (Answer.ASKED, Answer.SILENT)
            row.answers.append(
                {
                    "side": side.value,
                    "state": answer.value,
                    "asked_on": asked,
                    "answered_on": asked + timedelta(days=self.rng.randrange(1, 9)) if said else None,
                    "due": asked + timedelta(days=14) if waiting else None,
                }
            )
