from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "madang.intake"
    label = "intake"
