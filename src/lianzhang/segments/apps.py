from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "lianzhang.segments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "环节"
