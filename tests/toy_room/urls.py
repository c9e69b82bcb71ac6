"""Addresses of wishes."""

from django.urls import path

from . import views

urlpatterns = [
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/<int:pk>/", views.wish, name="wish"),
]
