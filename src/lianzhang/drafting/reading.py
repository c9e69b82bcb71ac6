"""A paper from outside: .docx, .pdf or text. It is taken apart in a process of its own (child.py)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE
from lianzhang.kernel.guarded import Ended, Limits, answer

from . import child

__all__ = ["ENDINGS", "PaperRefused", "ReadPaper", "read_paper"]

ENDINGS = ("docx", "pdf", "txt")
LIMITS = Limits(20 * 1024 * 1024, seconds=60, memory=1024 * 1024 * 1024)
AGAIN = "请用文字处理软件打开，另存为 .docx 后再来"
REFUSALS = {
    child.LOCKED: "加了密码；请去掉密码后再来",
    child.OTHER: f"内容不是这种格式；{AGAIN}，不要只改后缀",
    child.SCANNED: "是扫描件，里面只有图片、没有文字；请用有文字的版本，或先做文字识别、核对后另存为 .docx",
    child.TOO_LONG: "文字超过一百万字，不像一份方案；请只留方案正文",
    child.TOO_MANY_PAGES: f"超过{child.PAGES_ALLOWED}页，不像一份方案；请只留方案正文的那些页",
    child.BLANK: "里面没有文字；请核对选的是不是方案正文",
    SWOLLEN: "解开后过大；请删去图片和附表，只留方案正文",
    DAMAGED: f"已损坏，读不出来；{AGAIN}",
    UNSAFE: f"里面有文字处理软件不会写的内容；{AGAIN}",
}
ENDED = f"读到一半用完了允许的内存或时间；请只留方案正文，{AGAIN}"
TOLD = {child.CHANGED: "文件里有修订痕迹：按接受全部修订后的文字读；不是定稿的，请先定稿。"}
# A browser that prints to a .pdf writes some characters as the radicals that look like them (Unicode: CJK Radicals
# Supplement, Kangxi Radicals): "汽⻋" is no "汽车" to any search.
RADICALS = str.maketrans(
    "⺝⺟⺠⺮⺶⻁⻄⻅⻆⻉⻊⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "月母民竹羊虎西见角贝足车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
) | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
HAN = re.compile(r"[㐀-鿿]")
# Characters that only the traditional script has, of words that every plan uses.
TRADITIONAL = re.compile("[產業鏈長達億個與為務類項門辦劃實進發國縣區導經濟]")
TRADITIONAL_SHARE = 0.03


class PaperRefused(Exception):
    """A paper is not read; the text says of which file, why, and what to do."""


@dataclass(frozen=True)
class ReadPaper:
    """The text of a paper, and what whoever gave it should know."""

    text: str
    notes: tuple[str, ...] = ()


def read_paper(name: str, content: bytes) -> ReadPaper:
    """Raises PaperRefused."""
    kind = PurePosixPath(name).suffix.lower().removeprefix(".")
    if kind not in ENDINGS:
        older = f"；{AGAIN}" if kind in ("doc", "wps", "ofd", "rtf") else ""
        raise PaperRefused(
            f"“{name}”：不读 .{kind or '无后缀'} 文件，可以读{'、'.join(f' .{each}' for each in ENDINGS)}{older}。"
        )
    if not content:
        raise PaperRefused(f"“{name}”：文件是空的；请重选。")
    if len(content) > LIMITS.size:
        raise PaperRefused(f"“{name}”：超过{LIMITS.size // 1024 // 1024}MB；请删去图片，只留方案正文。")
    try:
        said = answer(child.__name__, [kind], content, LIMITS)
    except Ended as ended:
        raise PaperRefused(f"“{name}”：{REFUSALS[DAMAGED] if ended.code == 1 else ENDED}。") from ended
    if why := said.get("refused"):
        raise PaperRefused(f"“{name}”：{REFUSALS[why]}。")
    text = said["text"].translate(RADICALS)
    return ReadPaper(text, (*(TOLD[each] for each in said["told"]), *_script(name, text)))


def _script(name: str, text: str) -> tuple[str, ...]:
    """What the rules cannot read. Raises PaperRefused where no Chinese is in it."""
    letters = len(HAN.findall(text))
    if letters < 20:
        raise PaperRefused(f"“{name}”：几乎没有汉字；请核对选的是不是方案正文，外文的方案请先译成中文。")
    if len(TRADITIONAL.findall(text)) > letters * TRADITIONAL_SHARE:
        return ("文字是繁体：规则按简体读，会漏掉许多；请先转成简体再起草。",)
    return ()
