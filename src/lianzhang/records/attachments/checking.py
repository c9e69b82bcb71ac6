"""Looking at an uploaded paper: its name, its size, and whether it is what its name says."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE
from lianzhang.kernel.guarded import Ended, Limits, answer
from lianzhang.kernel.unseen import UNSEEN

from . import kinds
from .kinds import KINDS

__all__ = ["ACCEPTED", "BYTES_ALLOWED", "KINDS", "clean_name", "kind_of"]

BYTES_ALLOWED = 20 * 1024 * 1024
NAME_LONGEST = 150
NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
LIMITS = Limits(BYTES_ALLOWED, seconds=20, memory=512 * 1024 * 1024)
REFUSALS = {
    kinds.LOCKED: "加了密码，以后打不开就成了废纸；请去掉密码后再传",
    SWOLLEN: "解开后过大；请删去无关的图片和附表，或另存为 PDF 后再传",
    DAMAGED: "已损坏，读不出来；请打开后重新另存，再传",
    UNSAFE: "里面有办公软件不会写的内容；请打开后重新另存，或另存为 PDF 后再传",
}
ACCEPTED = ",".join(f".{kind}" for kind in KINDS)


def clean_name(name: str) -> str:
    """The name as it is kept and handed out. Raises ValidationError for one that pretends to be something else."""
    name = unicodedata.normalize("NFC", name).strip()
    # "报告[RLO]fdp.exe" reads as a PDF.
    if UNSEEN.search(name) or NOT_IN_NAMES.search(name) or name.startswith("."):
        raise ValidationError('文件名里有看不见的字符，或有 / \\ : * ? " < > | 这样的符号；请改名后再传。')
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return stem[: NAME_LONGEST - len(suffix)] + suffix


def kind_of(name: str, content: bytes) -> str:
    """The kind that name and content agree on. Raises ValidationError with what to do."""
    kind = PurePosixPath(name).suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise ValidationError(f"不能传 .{kind or '无后缀'} 文件；可以传{'、'.join(KINDS)}。")
    if not content:
        raise ValidationError("文件是空的；请重选。")
    if len(content) > LIMITS.size:
        raise ValidationError(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请压缩图片或拆分后再传。")
    try:
        fault = answer(kinds.__name__, [kind], content, LIMITS)
    except Ended as ended:
        fault = DAMAGED if ended.code == 1 else SWOLLEN  # else its memory or its time was at an end
    if fault == kinds.OTHER:
        raise ValidationError(f"内容不是 .{kind} 文件；请用原来的软件打开，另存为 .{kind} 后再传，不要只改后缀。")
    if fault:
        raise ValidationError(f"文件{REFUSALS[fault]}。")
    return kind
