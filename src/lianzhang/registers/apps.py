from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "lianzhang.registers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "台账"
