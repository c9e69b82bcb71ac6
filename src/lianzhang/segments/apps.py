from importlib import import_module

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "lianzhang.segments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "环节"

    def ready(self) -> None:
        import_module("lianzhang.segments.actions")  # binds segments to their lifecycle
