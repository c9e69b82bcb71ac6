from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "lianzhang.work"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "办理"
