from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "lianzhang.registry"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "名录"
