from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class AccessConfig(AppConfig):
    name = "lianzhang.access"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "岗位与权限"

    def ready(self) -> None:
        """Each room declares its reach in scope.py."""
        for room in apps.get_app_configs():
            if room.name.startswith("lianzhang.") and find_spec(f"{room.name}.scope"):
                import_module(f"{room.name}.scope")
