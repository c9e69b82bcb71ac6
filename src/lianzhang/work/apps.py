from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "lianzhang.work"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "办理"

    def ready(self) -> None:
        import_module("lianzhang.work.outbox")  # declares the job that delivers
