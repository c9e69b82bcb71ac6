"""Addresses of the register of titles."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("honours/", views.honours, name="honours"),
    path("honours/export.xlsx", views.honours_export, name="honours_export"),
    path("honours/new/", views.honour_new, name="honours_new"),
    path("honours/kinds/<str:code>/", views.honour_kind, name="honour_kind"),
    path("honours/kinds/<str:code>/candidates.xlsx", views.honour_kind_export, name="honour_kind_export"),
    path("honours/<int:pk>/", views.honour, name="honour"),
    path("honours/<int:pk>/change/", views.honour_change, name="honour_change"),
    path("honours/<int:pk>/renew/", views.honour_renew, name="honour_renew"),
    path("honours/<int:pk>/end/", views.honour_end, name="honour_end"),
    path("honours/<int:pk>/withdraw/", views.honour_withdraw, name="honour_withdraw"),
]
