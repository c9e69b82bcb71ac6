from django.apps import AppConfig


class ResponsibilityConfig(AppConfig):
    name = "lianzhang.responsibility"
    default_auto_field = "django.db.models.BigAutoField"
