from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "lianzhang.supply"
    default_auto_field = "django.db.models.BigAutoField"
