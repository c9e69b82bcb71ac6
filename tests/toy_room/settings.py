"""The house's settings with one more room."""

from lianzhang.config.settings import *  # noqa: F403
from lianzhang.config.settings import INSTALLED_APPS as HOUSE

INSTALLED_APPS = [*HOUSE, "tests.toy_room"]
