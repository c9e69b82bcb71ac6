"""What the tests of accounts may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from lianzhang.accounts.models import User

PASSWORD = "right-horse-battery"


@pytest.fixture
def clerk(account: Any) -> User:
    user: User = account("clerk")
    user.set_password(PASSWORD)
    user.save()
    return user
