"""Addresses of digests and hand-overs."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("digest/", views.digest, name="digest"),
    path("digest/urgent/", views.urgent, name="digest_urgent"),
    path("digest/mail/", views.digest_mail, name="digest_mail"),
    path("hand-overs/<int:pk>/", views.hand_over, name="hand_over"),
]
