from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "lianzhang.plans"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "方案"
