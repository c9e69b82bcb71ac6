"""Nobody learns from any answer what stands in a row out of sight: told otherwise, every answer stays the same.

Each role asks for all pages, lists, exports, searches and filters, uploads every register with the right values and
with wrong ones, and fills in the forms with other people's codes and figures: once in the city as it is, once where
all that it does not see says something else. That a code, a name or a period is taken is told; nothing more."""

from __future__ import annotations

import difflib
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import Settings

from lianzhang.access.active import acting
from lianzhang.access.row_policy import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, FormerName
from lianzhang.exchange.exports import register_workbook
from lianzhang.exchange.models import Batch
from lianzhang.kernel.registers import registers
from lianzhang.plans.models import Observation, Relation
from lianzhang.registry.models import Appointment, SegmentLink
from lianzhang.statements.models import ITEMS
from tests.acting import at_work
from tests.contracts.test_matrix import names
from tests.exchange.uploads import sheet_of, work_off
from tests.plans.reports import workbook_of

from .rows_named import ROWS_OF
from .town import Town
from .town_market import judged_by
from .two_worlds import models_of_business, out_of_sight, taken_back, tell_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ROLES = ("district", "chain_team", "member_unit", "enterprise", "bank", "expert")
# Pages that judge targets, or sum up a whole city: they may count every record, whoever looks.
JUDGING = {
    *("desk", "city", "chains", "chains_export", "chain", "plan", "plan_export", "target", "target_export"),
    *("outcome", "outcome_export", "statements_breakdown", "statements_breakdown_export"),
    *("shares", "shares_export", "share", "target_shares", "responsibilities", "responsibilities_export"),
}
# Ends the session; tells when it was used; a new secret.
OF_ACCOUNTS = {"sign_out", "my_sessions", "second_factor", "calendar", "calendar_renew"}
# What differs from one answer to the next: tokens, references, the moment, the numbers of rows that were just made.
PASSING = (
    (re.compile(r'(csrfmiddlewaretoken" value=|nonce=|"X-CSRFToken": )"[^"]*"'), ""),
    (re.compile(r"\d\d?:\d\d(:\d\d(\.\d+)?)?"), "moment"),
    (re.compile(r"(/exchange/|/observations/import/|/observations/|/firms/|/honours/|/statements/)\d+"), r"\1N"),
)
SEARCHED = ("search", "firms", "honours", "statements", "observations")
SHUT = (403, 405)
WORDS, FEW, MANY = 2, 1, 4  # words that are searched for; rows of a kind, at each of its addresses and at its own page
Answers = dict[str, str]
Guesses = dict[str, list[Any]]


# --- what is asked
def arguments(town: Town, user: User) -> dict[str, list[Any]]:
    """What may stand in an address, by the beginning of its name: some rows in sight, and some that are not."""
    account = User.objects.get(pk=user.pk)

    def keys(model: Any) -> list[int]:
        seen = list(visible(account, model).order_by("pk").values_list("pk", flat=True))
        beyond = out_of_sight(account, model).values_list("pk", flat=True)
        return [*seen[:: len(seen) // MANY + 1], *beyond[:1]]

    return {
        **{name: keys(model) for name, model in ROWS_OF.items()},
        "lifecycle": ["observation"], "sheet": [register.code for register in registers()],
        "duty": [side.duty.code for side in town.sides], "honour_kind": [kind.code for kind in town.kinds],
        "chain_row": [chain.pk for chain in town.chains], "chain_segments": [chain.code for chain in town.chains],
        "appoint": [row.post.code for row in Appointment.objects.order_by("pk")],
        **{kind: [1] for kind in ("account", "assign", "assignment", "job", "my_session", "attachment", "audit_event")},
    }  # fmt: skip


def addresses(town: Town, user: User) -> Iterator[tuple[str, str]]:
    by_name = arguments(town, user)
    for name in sorted(set(names()) - JUDGING - OF_ACCOUNTS):
        kind = max((each for each in by_name if name == each or name.startswith(f"{each}_")), key=len, default="")
        rows = by_name.get(kind, [])
        for given in [*(rows if name == kind else rows[:FEW] + rows[-1:]), None]:
            try:
                yield name, reverse(name, args=() if given is None else (given,))
            except NoReverseMatch:
                continue


def guesses_of(town: Town, user: User) -> Guesses:
    """Every register as the office has it, so that each row is a right guess; words of rows out of sight of `user`."""
    account = User.objects.get(pk=user.pk)
    words = {
        str(value)
        for model in models_of_business()
        for row in out_of_sight(account, model)[:2]
        for field in ("name", "uscc", "scope", "address", "note")
        if isinstance(value := getattr(row, field, None), str) and len(value) > 1
    }
    called = [{"名称": word} for word in FormerName.objects.order_by("pk").values_list("name", flat=True)]
    called += [{"名称": f"湖北{row.name}股份有限公司"} for row in out_of_sight(account, Enterprise) if row.uscc]
    return {
        "words": sorted(words)[:WORDS],
        "uploads": [
            *((each.code, register_workbook(each, town.region.pk, town.office)) for each in registers()),
            ("firms", sheet_of(*called)),
        ],
        "figures": [workbook_of(*map(_as_written, Observation.objects.filter(plan=town.plan).order_by("pk")))],
        "firms": [_form_of(row) for row in out_of_sight(account, Enterprise) if row.city == town.region][-4:],
        "entries": [_entry_of(row) for row in Observation.objects.filter(plan=town.plan).order_by("pk")],
    }


def _as_written(row: Observation) -> dict[str, str]:
    place = row.chain or row.region
    return {
        "目标或任务": row.target.code if row.target else "",
        "与目标的关系": Relation(row.relation).label,
        "数值": f"{row.value:f}",
        "单位": row.unit,
        "时期": "2021" if row.period_start.year == 2021 else "2022",
        "范围": "其他" if row.scope_text else str(place.name) if place else "全市",
        "范围说明": row.scope_text,
        "来源标题": row.source.title,
        "说明": "重报",
    }


def _form_of(row: Enterprise) -> dict[str, Any]:
    """A firm by code and name where it has both: then the name is a guess."""
    return {"uscc": row.uscc, "name": row.name, "scope": row.scope, "industry": row.industry}


def _entry_of(row: Observation) -> tuple[str, dict[str, Any]]:
    place = f"chain:{row.chain.code}" if row.chain else f"region:{row.region.code}" if row.region else "city"
    given = {
        "value": f"{row.value:f}", "unit": row.unit, "period": str(row.period_start.year), "relation": row.relation,
        "nature": row.nature, "scope": "text" if row.scope_text else place, "scope_text": row.scope_text,
        "quantity": row.quantity, "source": row.source_id, "note": "重报",
    }  # fmt: skip
    return (row.target.code if row.target else ""), given


# --- what is answered
class Reader:
    """One account; what each of its requests writes is taken back."""

    def __init__(self, user: User) -> None:
        self.client = at_work(user)
        self.told: Answers = {}
        self.shut: set[str] = set()  # names of addresses that are not for this role, or only take what is sent

    def get(self, address: str, name: str = "", **query: Any) -> None:
        with taken_back():
            answer = self.client.get(address, query)
        self.told[f"{address} {query}"] = said(answer)
        if answer.status_code in SHUT:
            self.shut.add(name)

    def post(self, address: str, label: str, **given: Any) -> None:
        with taken_back():
            self.told[f"{address} {label}"] = said(self.client.post(address, given))

    def upload(self, register: str, number: int, content: bytes) -> None:
        """What the preview says, under each of its tabs; the sheet with its faults; what applying is answered."""
        with taken_back():
            answer = self.client.post(
                reverse("sheet_upload", args=[register]), {"file": SimpleUploadedFile("a.xlsx", content)}
            )
            self.told[f"{register} {number}"] = said(answer)
            if answer.status_code != 302:
                return
            work_off()
            batch = Batch.objects.latest("pk")
            for status in ("fault", "alike", "changed", "new", "same"):
                shown = self.client.get(reverse("batch", args=[batch.pk]), {"status": status})
                self.told[f"{register} {number} {status}"] = said(shown)
            self.told[f"{register} {number} marked"] = said(self.client.get(reverse("batch_marked", args=[batch.pk])))
            self.told[f"{register} {number} applied"] = said(self.client.post(reverse("batch_apply", args=[batch.pk])))

    def figures(self, number: int, content: bytes) -> None:
        with taken_back():
            file = SimpleUploadedFile("a.xlsx", content)
            answer: Any = self.client.post(reverse("observation_import"), {"file": file})
            if answer.status_code != 302:
                self.told[f"figures {number}"] = said(answer)
                return
            self.told[f"figures {number}"] = said(self.client.get(answer.url))
            self.told[f"figures {number} marked"] = said(self.client.get(f"{answer.url.partition('?')[0]}faults.xlsx"))
            applied = self.client.post(f"{answer.url.partition('?')[0]}apply/", {"as": "draft"})
            self.told[f"figures {number} applied"] = said(applied)


def said(answer: HttpResponseBase) -> str:
    """All of an answer that could tell something, without what differs every time."""
    content: bytes = getattr(answer, "content", b"")
    if content[:2] == b"PK":
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(book.read(name) for name in sorted(book.namelist()) if not name.startswith("docProps"))
    text = content.decode(errors="replace").replace(answer.headers.get("X-Request-Reference") or "-", "")
    text = f"{answer.status_code} {answer.headers.get('Location', '')}\n{text}"
    for pattern, instead in PASSING:
        text = pattern.sub(instead, text)
    return text


def answers(town: Town, user: User, asked: list[tuple[str, str]], guesses: Guesses) -> Answers:
    reader = Reader(user)
    for name, address in asked:
        if name not in reader.shut:
            reader.get(address, name)
    for name in SEARCHED:
        for word in guesses["words"]:
            reader.get(reverse(name), q=word)
    _narrow(reader, town)
    _upload(reader, _permissions(user), guesses)
    if "enterprise.edit" in _permissions(user):
        _fill_in_forms(reader, town, user, guesses)
    return reader.told


def _upload(reader: Reader, permissions: frozenset[str], guesses: Guesses) -> None:
    if "sheet.import" in permissions:
        for number, (register, content) in enumerate(guesses["uploads"]):
            reader.upload(register, number, content)
    if "observation.enter" in permissions:
        for number, content in enumerate(guesses["figures"]):
            reader.figures(number, content)
        for number, (code, given) in enumerate(guesses["entries"]):
            reader.post(f"{reverse('observation_new')}?target={code}", str(number), **given)


def _permissions(user: User) -> frozenset[str]:
    active = acting(User.objects.get(pk=user.pk))
    return active.role.permissions if active else frozenset()


def _narrow(reader: Reader, town: Town) -> None:
    for district in town.districts[1:]:
        for name in ("firms", "honours", "statements"):
            reader.get(reverse(name), region=district.code)
    for name in ("firms", "statements", "observations", "honours"):
        reader.get(reverse(name), chain=town.chains[1].code)
    reader.get(reverse("firms"), industry="3812")
    reader.get(reverse("honours"), state="all")
    reader.get(reverse("observations"), by=town.world.user.pk)


def _fill_in_forms(reader: Reader, town: Town, user: User, guesses: Guesses) -> None:
    own = visible(User.objects.get(pk=user.pk), Enterprise).order_by("pk")
    region, day = town.districts[0].pk, timezone.localdate().isoformat()
    for number, firm in enumerate(guesses["firms"]):
        placed = {"chain": town.chains[0].pk, "starts": day, "role": "other"}
        reader.post(reverse("firms_new"), f"new {number}", region=region, **firm, **placed)
        honour = {"kind": town.kinds[0].code, "granted": "2022-03-01", "source": "名单"}
        reader.post(reverse("honours_new"), f"title {number}", firm=firm["uscc"] or firm["name"], **honour)
        for row in own[:1]:
            edited = {"uscc": firm["uscc"], "region": region, "version": row.version}
            reader.post(reverse("firm_edit", args=[row.pk]), f"edit {number}", **edited)
            if not firm["uscc"]:  # a name that is known; one that goes with a code is a guess
                renamed = {"name": firm["name"], "version": row.version}
                reader.post(reverse("firm_rename", args=[row.pk]), f"rename {number}", **renamed)
    for row in (side.quiet for side in town.sides):
        figures = dict.fromkeys(ITEMS, "7") | {"period": "2023"}
        reader.post(reverse("firm_statement_new", args=[row.pk]) + "?period=2023", "statement", **figures)
        reader.get(reverse("firm_statement_reading", args=[row.pk]), period="2022", output="7")
    for statement in (side.waiting for side in town.sides):
        for step in ("confirm", "explain"):
            reader.post(reverse(f"statement_{step}", args=[statement.pk]), step, version=0, rule="tax_negative")


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Iterator[Town]:
    settings.VAR = tmp_path
    logging.disable()  # thousands of refusals
    settings.LIMITS = dict.fromkeys(settings.LIMITS, 10**6)
    yield Town()
    logging.disable(logging.NOTSET)


def differing(one: Answers, other: Answers) -> dict[str, list[str]]:
    """By what was asked, the first lines of both answers that are not the same."""
    return {
        asked: list(difflib.unified_diff(one[asked].split("\n"), other[asked].split("\n"), n=0))[2:12]
        for asked in one
        if one[asked] != other[asked]
    }


def acting_in(town: Town, role: str) -> User:
    """An expert judges some of the town's challenges."""
    user = town.user_as(role, **town.reach_of(role))
    if role == "expert":
        judged_by(town, user.assignments.get().post_id)
    return user


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_depends_on_what_one_does_not_see(town: Town, role: str) -> None:
    user = acting_in(town, role)
    asked = list(addresses(town, user))
    with taken_back():
        one = guesses_of(town, user)
        tell_otherwise(user, town)
        other = guesses_of(town, user)
        guesses = {name: [*one[name], *other[name]] for name in one}
        after = answers(town, user, asked, guesses)
    with taken_back():
        before = answers(town, user, asked, guesses)
    assert before.keys() == after.keys()
    assert differing(before, after) == {}


@pytest.mark.parametrize("role", ROLES)
def test_the_two_worlds_differ_in_every_kind_of_row_and_in_nothing_in_sight(town: Town, role: str) -> None:
    """Else the test above would prove nothing."""
    user = acting_in(town, role)
    account = User.objects.get(pk=user.pk)
    in_sight = {model: _texts(visible(account, model)) for model in models_of_business()}
    beyond = {model: _texts(out_of_sight(account, model)) for model in models_of_business()}
    with taken_back():
        tell_otherwise(user, town)
        account = User.objects.get(pk=user.pk)
        assert {model: _texts(visible(account, model)) for model in in_sight} == in_sight
        stayed = {model for model, texts in beyond.items() if texts and _texts(out_of_sight(account, model)) == texts}
    assert stayed <= {SegmentLink}  # it says which segments it joins, and nothing else


def _texts(rows: Any) -> list[str]:
    return [str(values) for values in rows.order_by("pk").values_list()]
