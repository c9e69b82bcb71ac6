"""What a password must be: long and not guessable; and what 等保 asks for besides, where a deployment follows it.

OWASP ASVS 5.0 (6.2) forbids composition rules and ageing, GB/T 22239-2019 asks for them: PASSWORD_PROFILE chooses."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from .models import PastPassword, User

__all__ = ["ContextWords", "Kinds", "Length", "NotCommon", "NotUsedBefore", "Varied", "remember"]

LONGEST = 128
REMEMBERED = 5
# Words anybody would try here; a password is more than one of them with a year and a mark.
WORDS = (
    *("lianzhang", "chanyelian", "xiangyang", "gongcuban", "jingxinju"),
    *("admin", "password", "mima", "qwerty", "123456"),
)
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1234567890")
FILLING = re.compile(r"[\W_\d]+")


class Length:
    """Long enough to resist guessing; hashing without bound would let a stranger keep the server busy."""

    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django calls it so
        if len(password) < self.least:
            raise ValidationError(f"口令至少{self.least}个字符，现在只有{len(password)}个。", code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(f"口令最长{LONGEST}个字符。", code="password_too_long")

    def get_help_text(self) -> str:
        return f"{self.least}至{LONGEST}个字符，可以用空格、汉字和符号。"


class NotCommon(CommonPasswordValidator):
    """Django's list of twenty thousand, in the words of this house."""

    def get_error_message(self) -> str:
        return "这个口令太常见，容易被猜到；请换几个不相干的词连起来。"

    def get_help_text(self) -> str:
        return ""


class ContextWords:
    """Refuses words of this house, the city, the account and its label, when little else stands beside them."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.lower()
        words = [*WORDS, *settings.PASSWORD_WORDS]
        if user is not None:
            words += [user.get_username(), getattr(user, "label", "")]
        rest = plain
        for word in sorted((word.lower() for word in words if len(word) > 2), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != plain and len(FILLING.sub("", rest)) < 6:
            raise ValidationError(
                "口令主要是系统、城市或账号的名称，容易被猜到；请换几个不相干的词连起来。", code="password_context"
            )

    def get_help_text(self) -> str:
        return "不要用系统、城市、单位或账号的名称。"


class Varied:
    """Refuses the same few characters over and over, and runs of the alphabet or the keyboard."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django calls it so
        plain = password.lower()
        run = any(plain in 3 * line for row in ROWS for line in (row, row[::-1]))
        if run or len(set(plain)) < 5:
            raise ValidationError(
                "口令只是几个字符的重复或键盘上的一串；请换几个不相干的词连起来。", code="password_plain"
            )

    def get_help_text(self) -> str:
        return "不要用重复的字符或键盘上的一串。"


class Kinds:
    """等保: three of four kinds of characters."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django calls it so
        kinds = sum(bool(re.search(kind, password)) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]"))
        if kinds < 3:
            raise ValidationError("口令须含大写字母、小写字母、数字、符号中的三类。", code="password_kinds")

    def get_help_text(self) -> str:
        return "须含大写字母、小写字母、数字、符号中的三类。"


class NotUsedBefore:
    """等保: none of the last five."""

    def validate(self, password: str, user: Any = None) -> None:
        if not isinstance(user, User) or user.pk is None:
            return
        past = PastPassword.objects.filter(user=user).order_by("-pk")[:REMEMBERED]
        if any(check_password(password, used) for used in [*(each.password for each in past), user.password]):
            raise ValidationError(f"最近{REMEMBERED}次用过的口令不能再用。", code="password_used")

    def get_help_text(self) -> str:
        return f"不能是最近{REMEMBERED}次用过的。"


def remember(user: User) -> None:
    """Keep the hash in use before it is replaced; older than the last five are forgotten."""
    PastPassword.objects.create(user=user, password=user.password)
    recent = PastPassword.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)[:REMEMBERED]
    PastPassword.objects.filter(user=user).exclude(pk__in=list(recent)).delete()
