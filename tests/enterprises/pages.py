"""What the pages on firms are looked at with: who is signed in, and a firm that the search finds."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.pinyin import search_text

from .world import City


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def named(city: City, name: str, **more: Any) -> Enterprise:
    firm = city.firm(name, **more)
    Enterprise.objects.filter(pk=firm.pk).update(search=search_text(name, (), firm.uscc))
    return firm
