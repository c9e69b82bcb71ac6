from django.apps import AppConfig

from lianzhang.kernel.doors import register_door


class CockpitConfig(AppConfig):
    name = "lianzhang.cockpit"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "总览"

    def ready(self) -> None:
        register_door("appointment", "appointment")
        register_door("chain", "chain_row")
        register_door("checklist_record", "checklist_record")
