"""The entry for a web server: `lianzhang.config.wsgi:application`."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")

application = get_wsgi_application()
# What stands at the start never becomes litter, and a page makes thousands of objects that go without a collector:
# leave out the former, look among the latter less often. Looking still more seldom let the server grow fourfold.
gc.freeze()
gc.set_threshold(20_000, 5, 5)
