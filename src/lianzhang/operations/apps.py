from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "lianzhang.operations"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "运行维护"
