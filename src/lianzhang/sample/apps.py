from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "lianzhang.sample"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "示例市"
