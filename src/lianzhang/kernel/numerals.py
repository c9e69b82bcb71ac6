"""Chinese numerals of years, months and days: 二〇二三年十一月 is 2023年11月. Pure functions."""

from __future__ import annotations

import re

__all__ = ["arabic"]

DIGITS = {"〇": "0", "○": "0", "零": "0", **dict(zip("一二三四五六七八九", "123456789", strict=True))}
# Beside a digit it is none: 1一9月 has a dash that was typed as one.
RUN = re.compile(rf"(?<![\d十{''.join(DIGITS)}])[十{''.join(DIGITS)}]+(?![\d])", re.ASCII)


def arabic(text: str) -> str:
    """The text with its Chinese numerals, up to 99 or digit by digit, as plain ones."""
    return text if text.isascii() else RUN.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    before, ten, after = match[0].partition("十")
    if not ten:
        return "".join(DIGITS[each] for each in before)
    if len(before) > 1 or len(after) > 1 or "十" in after:
        return match[0]
    return DIGITS.get(before, "1") + DIGITS.get(after, "0")
