from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "lianzhang.tasks"
    default_auto_field = "django.db.models.BigAutoField"
