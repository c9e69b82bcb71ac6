"""What a paper sets up: its chains and groups, posts, what every chain must have, and how often who must do what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain as joined

from .duties import BODY
from .paper import Paper, numeral
from .proposals import Cadence, Chain, Item, Post, Sure, proper
from .quantities import quantities
from .sizes import SIZES
from .times import EVERY
from .words import WORDS, any_of

__all__ = ["bodies_of", "cadences_of", "chains_of", "items_of", "posts_of"]

COUNT = r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})条"
KINDS = "(?:重点|特色|优势|主导|先进制造业|标志性|新兴|工业)*产业链"
# 13条产业链，即A、B、C。
LISTED = re.compile(rf"{COUNT}{KINDS}[,:(]?(?:即|包括|分别为|分别是|为|是)?[:]?(?P<names>[^。;:)\n]{{1,600}})")
# 聚焦A、B、C3条产业链
BEFORE = re.compile(rf"(?:聚焦|围绕|打造|培育|建设|实施|选择|以)(?P<names>[^。;:,\n]{{1,200}}?)(?:等)?{COUNT}{KINDS}")
QUOTED = re.compile(r"[“(](?P<items>一[^“”()。]{2,120})[”)]")
ITEM = re.compile("一[个位名套支份张条项本只批幅库]")
OFTEN = re.compile(rf"(?P<every>{any_of(EVERY)})(?P<what>[^,。;\n]{{2,60}})")
TIMES = re.compile(r"(?:至少|不少于|不低于)?(?P<count>\d{1,2}|[一两二三四五六])次")
MEETS = {kind: re.compile(any_of(words)) for kind, words in WORDS["meets"].items()}
RANKS: list[tuple[str, re.Pattern[str]]] = [(rank, re.compile(any_of(words))) for rank, words in WORDS["posts"].items()]
MOST = 60
FURTHEST = 80  # so far back it is looked who must


def chains_of(paper: Paper) -> list[Chain]:
    """The chains that the paper lists beside their number, and the groups of which it states a size."""
    chains: list[Chain] = []
    for match in joined(LISTED.finditer(paper.plain), BEFORE.finditer(paper.plain)):
        names = [name for name in re.split("、", match["names"]) if name]
        if not chains and len(names) == numeral(match["count"]):
            chains = list(_named(paper, match, names))
    for match in SIZES.finditer(paper.plain):
        chains += [
            Chain(clause=each.clause, passage=each.passage, rule="亿级产业", name=each.name, group=True)
            for each in _named(paper, match, match["names"].split("、"), whole=True)
        ]
    return chains


def _named(paper: Paper, match: re.Match[str], names: list[str], *, whole: bool = False) -> Iterator[Chain]:
    at = match.start("names")
    for said in names:
        name = said if whole or said.endswith("产业链") else f"{said.removesuffix('产业')}产业链"
        passage = paper.span(at, at + len(said))
        yield Chain(clause=paper.clause_at(at).id, passage=passage, rule="产业链名单", name=proper(name[:MOST]))
        at += len(said) + 1


def posts_of(paper: Paper) -> list[Post]:
    """The first place that names each rank of posts."""
    posts = []
    for rank, pattern in RANKS:
        match = next((each for each in pattern.finditer(paper.plain) if not _within(paper.plain, each, rank)), None)
        if match:
            passage = paper.span(match.start(), match.end())
            posts.append(
                Post(clause=paper.clause_at(match.start()).id, passage=passage, rule="职务", name=match[0], rank=rank)
            )
    return posts


def _within(plain: str, match: re.Match[str], rank: str) -> bool:
    """链长 in 总链长 or in 链长制."""
    around = plain[max(0, match.start() - 2) : match.end() + 1]
    return rank == "chief" and ("总" in around[:-1] or around.endswith("制"))


def items_of(paper: Paper) -> list[Item]:
    """“一条产业链、一套领导体系、一个专家团队”: three things or more, each of which every chain must have."""
    items: dict[str, Item] = {}
    for match in QUOTED.finditer(paper.plain):
        names = match["items"].split("、")
        if len(names) < 3 or not all(ITEM.match(name) for name in names):
            continue
        at = match.start("items")
        for name in names:
            leads = "链长" in name or "领导" in name
            items.setdefault(
                name,
                Item(
                    clause=paper.clause_at(at).id, passage=paper.span(at, at + len(name)), rule="几个一",
                    name=proper(name), rank="chief" if leads else "",
                ),
            )  # fmt: skip
            at += len(name) + 1
    return list(items.values())


def cadences_of(paper: Paper) -> list[Cadence]:
    """Who must meet, visit or report every so often."""
    cadences: list[Cadence] = []
    for start, end in paper.prose:
        rank = ""
        for match in OFTEN.finditer(paper.plain, start, end):
            who = paper.plain[max(start, match.start() - FURTHEST) : match.start()]
            here = re.split("[,:]", who)[-1]
            rank = _rank(here) or _rank(who) or rank
            kind = next((kind for kind, pattern in MEETS.items() if pattern.search(match["what"])), "")
            if rank and kind and not any(each.counts and each.unit != "次" for each in quantities(match["what"])):
                cadences += _cadences(paper, match, match.start() - len(here), rank, kind)
    return cadences


def _rank(text: str) -> str:
    return next((rank for rank, pattern in RANKS if pattern.search(text)), "")


def _cadences(paper: Paper, match: re.Match[str], begins: int, rank: str, kind: str) -> Iterator[Cadence]:
    """每季通报、年度会商 says two at once."""
    at = match.start("every")
    parts = re.split(f"、(?={any_of(EVERY)})", paper.plain[at : match.end()])
    for part in parts:
        every = re.match(any_of(EVERY), part)
        if not every:
            continue
        what = part[every.end() :]
        many = TIMES.search(what)
        activity = TIMES.sub("", what).strip(",")
        yield Cadence(
            clause=paper.clause_at(at).id,
            passage=paper.span(begins, match.end()),
            rule="每期＋事项",
            sure=Sure.LOW,
            rank=rank,
            activity=proper(activity.removeprefix("至少"))[:MOST] or "开展工作",
            every=EVERY[every[0]],
            at_least=max(1, numeral(many["count"])) if many else 1,
            kind=next((name for name, pattern in MEETS.items() if pattern.search(what)), kind),
        )


def bodies_of(names: list[str]) -> list[str]:
    """The bodies named as responsible, each once; several in one breath are several."""
    bodies: dict[str, None] = {}
    for name in names:
        for each in re.split("、(?![^（]*）)", name):
            if re.fullmatch(BODY, each.translate(str.maketrans("（）", "()"))) or len(each) <= 20:
                bodies.setdefault(each, None)
    return [each for each in bodies if each]
