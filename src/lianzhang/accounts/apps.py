from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lianzhang.accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "账号"
