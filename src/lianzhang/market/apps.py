from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "lianzhang.market"
    default_auto_field = "django.db.models.BigAutoField"
