from django.apps import AppConfig

from lianzhang.kernel.doors import register_door


class PlansConfig(AppConfig):
    name = "lianzhang.plans"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "方案"

    def ready(self) -> None:
        from lianzhang.access.work import register_open_work

        from . import metrics  # noqa: F401 - registers them
        from .observations.handing_over import move_figures

        register_door("observation", "observation")
        register_open_work("observations", move_figures)
