"""Mail of the house: how many there are and where to read it. No word of what it is: mail goes through other hands."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from .models import Digest

__all__ = ["mail_digest", "mail_urgent", "mails"]


def mails() -> bool:
    """Whether the house is set up to send mail at all."""
    return bool(settings.EMAIL_HOST)


def mail_digest(digest: Digest, to: str) -> None:
    parts = [
        f"{count}{words}"
        for count, words in (
            (digest.waiting, "件等您办理"),
            (digest.urgent, "件是急件"),
            (digest.overdue_count, "件新超期"),
            (digest.moved_count, "件有变动"),
        )
        if count
    ]
    _send(f"{digest.day}的提要", f"{'，'.join(parts)}。", to)


def mail_urgent(count: int, to: str) -> None:
    _send("有急件等您办理", f"{count}件急件等您办理。", to)


def _send(subject: str, words: str, to: str) -> None:
    body = f"{words}\n请登录后查看：{settings.PUBLIC_ADDRESS}/digest/\n\n不想收这样的邮件，可以在那一页关掉。\n"
    EmailMessage(f"链长：{subject}", body, settings.DEFAULT_FROM_EMAIL, [to]).send()
