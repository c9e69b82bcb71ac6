"""Letters that nobody sees: with them two names look alike and are not, or one reads as another."""

import re

__all__ = ["MISLEADING", "UNSEEN", "WIDTHLESS"]

# Letters without width: joints, marks of order, fillers, choices among shapes. Without them a text says the same.
_WIDTHLESS = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Control characters, what turns the reading direction, halves of letters and what is none: with them a text is not what
# it seems.
_MISLEADING = r"\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"

WIDTHLESS = re.compile(f"[{_WIDTHLESS}]+")
MISLEADING = re.compile(f"[{_MISLEADING}]")
UNSEEN = re.compile(f"[{_WIDTHLESS}{_MISLEADING}]")
