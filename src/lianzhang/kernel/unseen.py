"""Letters that nobody sees: with them two names look alike and are not, or one reads as another."""

import re

__all__ = ["UNSEEN", "WORDS"]

# Control characters, the marks that turn the reading direction, letters without width, halves of letters.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
WORDS = "有看不见的字符；请清空这一格，重新输入"
