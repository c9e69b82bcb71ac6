from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lianzhang.exchange"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "表格导入导出"
