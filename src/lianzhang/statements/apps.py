from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "lianzhang.statements"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "企业报表"
