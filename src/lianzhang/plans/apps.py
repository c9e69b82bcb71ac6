from django.apps import AppConfig

from lianzhang.kernel.doors import register_door


class PlansConfig(AppConfig):
    name = "lianzhang.plans"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "方案"

    def ready(self) -> None:
        from . import metrics  # noqa: F401 - registers them

        register_door("observation", "observation")
