from django.apps import AppConfig

from lianzhang.kernel.row_pages import register_row_page


class PlansConfig(AppConfig):
    name = "lianzhang.plans"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "方案"

    def ready(self) -> None:
        from lianzhang.access.open_work import register_open_work

        from . import appointment_actions, checklist_actions, metrics  # noqa: F401 - register what they hold
        from .observations import actions  # noqa: F401 - binds figures to their lifecycle
        from .observations.hand_over import move_figures

        register_row_page("observation", "observation")
        register_open_work("observations", move_figures)
