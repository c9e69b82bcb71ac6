from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lianzhang.notices"
    verbose_name = "提要"
