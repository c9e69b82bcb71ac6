from importlib import import_module

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "lianzhang.registers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "台账"

    def ready(self) -> None:
        import_module("lianzhang.registers.registration")
