from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "lianzhang.cockpit"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "总览"
