"""Which room answers which address; each room names its own pages."""

from __future__ import annotations

from django.urls import include, path

from lianzhang.kernel.rooms import room_modules

urlpatterns = [path("", include(urls)) for urls in room_modules("urls")]

handler400 = "lianzhang.config.errors.bad_request"
handler403 = "lianzhang.config.errors.forbidden"
handler500 = "lianzhang.config.errors.server_error"
