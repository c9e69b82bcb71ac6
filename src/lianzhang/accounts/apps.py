from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lianzhang.accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "账号"

    def ready(self) -> None:
        from . import signals  # noqa: F401 - connects them
