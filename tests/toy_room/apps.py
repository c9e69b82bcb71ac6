from django.apps import AppConfig


class ToyRoomConfig(AppConfig):
    name = "tests.toy_room"
    default_auto_field = "django.db.models.BigAutoField"
