from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "lianzhang.visits"
    default_auto_field = "django.db.models.BigAutoField"
