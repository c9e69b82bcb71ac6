"""Compose the made-up firms of the matching set from the table of concepts; the same seed gives the same file.

Run as `python -m bench.matching.make_capabilities`. It writes capabilities.csv beside this file."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
FIRMS, LARGEST, SEED = 1200, 5, 20260
WHOLE = "="  # a specification that names the product itself stands without a wording
BREAK = re.compile(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")  # never inside a code such as GB 8982
LIMITS = ("不", "仅", "只", "含", "无")
FRAMES = {
    "p": ["{w}，{s}", "{w}（{s}）", "{s}{w}", "{w}；{s}", "生产{w}，{s}", "主营{w}：{s}", "{w} {s}", "{w}制造，{s}"],
    "x": ["{w}，{s}", "{w}（{s}）", "承接{w}，{s}", "外协{w}：{s}", "{w} {s}", "{w}；{s}"],
    "s": ["{w}，{s}", "{w}（{s}）", "提供{w}：{s}", "{w} {s}"],
}
BARE = {
    "p": ["{w}", "{w}生产", "{w}的研发、生产和销售", "制造、销售{w}"],
    "x": ["{w}", "承接{w}", "外协{w}"],
    "s": ["{w}"],
}
TAILS = {
    "p": ["常备库存", "出口为主", "起订量{n}00", "交期{n}天", "长期供货", "支持打样", "自有检测"],
    "x": ["可来图来样", "月产{n}万件", "加急可接", "交期{n}天", "支持取送货"],
    "s": ["本地服务", "可上门", "按项目报价"],
}
# Registers are full of lines that say next to nothing; they answer no need.
IDLE = [
    "货物进出口", "五金交电批发零售", "机电设备安装", "金属制品销售", "非标件来图加工", "机械零部件加工及销售",
    "塑料制品销售", "汽车零配件批发", "普通机械设备销售", "技术开发、技术咨询", "日用百货销售", "仓库及厂房出租",
    "橡胶制品销售", "建筑材料销售", "化工产品销售（不含危险化学品）", "电子产品销售", "农副产品收购", "劳务服务",
    "通用设备修理", "包装材料销售", "针纺织品销售", "办公用品销售", "会议及展览服务", "电子元器件批发",
]  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """One line of a firm's register; `concept` is empty for an idle line, `specified` tells whether it gives limits."""

    firm: str
    text: str
    concept: str
    specified: bool


def read_concepts() -> list[dict[str, str]]:
    """Return the rows of concepts.csv; `wordings` and `specs` are lists parted by `|`, `close` and `near` by spaces."""
    with (FOLDER / "concepts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compose_firms() -> list[Phrase]:
    """Return the phrases of all firms, ordered by firm."""
    chance = random.Random(SEED)
    lines = [line for concept in read_concepts() for line in _shuffled_within(concept, chance)]
    families: dict[str, list[tuple[str, str, bool]]] = {}
    for family, *line in lines:
        families.setdefault(str(family), []).append((str(line[0]), str(line[1]), bool(line[2])))
    ordered = [line for name in families for line in chance.sample(families[name], len(families[name]))]
    for _ in range(len(ordered) // 12):
        one, other = chance.randrange(len(ordered)), chance.randrange(len(ordered))
        ordered[one], ordered[other] = ordered[other], ordered[one]
    return _dealt(ordered, chance)


def _shuffled_within(concept: dict[str, str], chance: random.Random) -> list[tuple[str, str, str, bool]]:
    """Return (family, concept, text, specified) for each firm that makes the concept, wordings taken in turn."""
    kind, wordings, specs = concept["type"], concept["wordings"].split("|"), concept["specs"].split("|")
    wordings, specs = chance.sample(wordings, len(wordings)), chance.sample(specs, len(specs))
    made: dict[str, tuple[str, str, str, bool]] = {}
    for turn in range(chance.randint(4, max(5, len(wordings) + len(specs) - 1))):
        wording, spec = wordings[turn % len(wordings)], specs[turn % len(specs)]
        bare = chance.random() < 0.4 if spec.startswith(WHOLE) else turn >= len(specs) and chance.random() < 0.35
        text = chance.choice(BARE[kind]).format(w=wording) if bare else _specified(kind, wording, spec, chance)
        tail = chance.choice(TAILS[kind]).format(n=chance.choice([3, 5, 8, 10, 15, 20, 30, 60]))
        if text not in made:
            ended = f"{text}，{tail}" if chance.random() < 0.22 else text
            made[text] = (concept["family"], concept["concept"], ended, not bare)
    return list(made.values())


def _specified(kind: str, wording: str, spec: str, chance: random.Random) -> str:
    if spec.startswith(WHOLE):
        return _respelt(spec[len(WHOLE) :], chance)
    frame = chance.choice(FRAMES[kind])
    if frame.startswith("{s}") and (" " in spec or spec.startswith(LIMITS)):
        frame = "{w}（{s}）"
    return frame.format(w=wording, s=_respelt(spec, chance))


def _respelt(spec: str, chance: random.Random) -> str:
    return spec if chance.random() < 0.5 else BREAK.sub("、", spec)


def _dealt(lines: list[tuple[str, str, bool]], chance: random.Random) -> list[Phrase]:
    sizes = [1] * FIRMS
    while sum(sizes) < len(lines):
        at = chance.randrange(FIRMS)
        sizes[at] += sizes[at] < LARGEST - 1
    codes, taken, phrases = chance.sample(range(1, FIRMS + 1), FIRMS), 0, []
    for size, number in zip(sizes, codes, strict=True):
        firm = f"F{number:04d}"
        # The same words twice in one firm would be one line of its register.
        own = {text: (concept, given) for concept, text, given in lines[taken : taken + size]}
        taken += size
        phrases += [Phrase(firm, text, concept, given) for text, (concept, given) in own.items()]
        if chance.random() < 0.14:
            phrases.append(Phrase(firm, chance.choice(IDLE), "", False))
    return sorted(phrases, key=lambda phrase: phrase.firm)


def main() -> None:
    with (FOLDER / "capabilities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["firm", "phrase"])
        writer.writerows((phrase.firm, phrase.text) for phrase in compose_firms())


if __name__ == "__main__":
    main()
