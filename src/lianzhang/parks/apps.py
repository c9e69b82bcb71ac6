from django.apps import AppConfig


class ParksConfig(AppConfig):
    name = "lianzhang.parks"
    default_auto_field = "django.db.models.BigAutoField"
