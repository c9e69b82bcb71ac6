from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lianzhang.records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "记录"
