"""Which room answers which address; each room names its own pages. Signing in and out stands here."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
] + [path("", include(f"lianzhang.{room}.urls")) for room in ("access", "plans", "cockpit")]

handler400 = "lianzhang.config.errors.bad_request"
handler500 = "lianzhang.config.errors.server_error"
