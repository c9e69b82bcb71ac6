"""Addresses of signing in and out, of one's password and one's sessions."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from . import identity_views, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-in/as/", views.sign_in_as, name="sign_in_as"),
    path("sign-in/identity/", identity_views.identity, name="identity"),
    path("sign-in/identity/back/", identity_views.identity_back, name="identity_back"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("my/password/", views.password_change, name="password_change"),
    path("my/second-factor/", views.second_factor, name="second_factor"),
    path("my/second-factor/check/", views.second_factor_check, name="second_factor_check"),
    path("my/identity/link/", identity_views.identity_link, name="my_identity_link"),
    path("my/sessions/", views.my_sessions, name="my_sessions"),
    path("my/sessions/others/end/", views.end_others, name="my_sessions_end"),
    path("my/sessions/<int:pk>/end/", views.end_session, name="my_session_end"),
]
