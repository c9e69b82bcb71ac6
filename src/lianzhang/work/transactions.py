"""One transaction for one act; a deadlock that happens all the same is tried again, and nobody sees it."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from lianzhang.records.api import rows_first

from .done import forgotten_with_it
from .marks import collected

__all__ = ["RETRIES", "action", "is_action"]

Given = ParamSpec("Given")
Result = TypeVar("Result")

RETRIES = 3
# PostgreSQL's codes (appendix A): serialization_failure, deadlock_detected.
PASSING = {"40001", "40P01"}

logger = logging.getLogger(__name__)


def action(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """An act: all of it happens, or nothing. The log is written after all rows, of acts within it as well.

    The outermost act is tried again, up to three times, where the database chose it as the victim of a deadlock; so
    it must load what it changes itself, which `take_step` does.
    """

    @wraps(function)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        attempts = 1 if connection.in_atomic_block else RETRIES
        for attempt in range(1, attempts + 1):
            try:
                with forgotten_with_it(), transaction.atomic(), collected(), rows_first():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if attempt == attempts or getattr(error.__cause__, "sqlstate", "") not in PASSING:
                    raise
                logger.warning("%s met a deadlock and is tried again", function.__qualname__)
                time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - not for secrets
        raise AssertionError  # the loop returns or raises

    run.__dict__["is_action"] = True
    return run


def is_action(function: object) -> bool:
    """Whether a function was declared as an act."""
    return bool(getattr(function, "is_action", False))
