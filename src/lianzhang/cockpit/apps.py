from django.apps import AppConfig

from lianzhang.kernel.row_pages import register_row_page


class CockpitConfig(AppConfig):
    name = "lianzhang.cockpit"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "总览"

    def ready(self) -> None:
        register_row_page("appointment", "appointment")
        register_row_page("chain", "chain_row")
        register_row_page("checklist_record", "checklist_record")
