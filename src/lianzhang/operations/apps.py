from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "lianzhang.operations"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "运行维护"

    def ready(self) -> None:
        from . import nightly  # noqa: F401 - declares the nightly tasks
