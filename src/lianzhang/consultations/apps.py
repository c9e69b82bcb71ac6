from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "lianzhang.consultations"
    verbose_name = "专家咨询"
