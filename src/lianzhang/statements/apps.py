from importlib import import_module

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "lianzhang.statements"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "企业报表"

    def ready(self) -> None:
        import_module("lianzhang.statements.registration")
