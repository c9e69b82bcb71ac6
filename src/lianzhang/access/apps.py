from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "lianzhang.access"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "岗位与权限"

    def ready(self) -> None:
        """All models stand: every room registers what it declares, and roles are held against it."""
        from lianzhang.kernel.rooms import start_rooms

        from .roles import check_roles

        start_rooms()
        check_roles()
