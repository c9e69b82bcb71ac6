"""The entry for a web server: `lianzhang.config.wsgi:application`."""

from __future__ import annotations

import gc
import os

from django.core.signals import request_finished
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")

application = get_wsgi_application()


def _collect(**_: object) -> None:
    """Between two answers little is left to look through; what a page made has mostly gone by itself."""
    gc.collect(1)


# What stands at the start never becomes litter. While a page is made its thousands of objects are all in use:
# the collector looks among them when it is answered. The threshold is for work that makes more than a page does.
gc.freeze()
gc.set_threshold(100_000, 5, 5)
request_finished.connect(_collect)
