from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "lianzhang.honours"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "荣誉"
