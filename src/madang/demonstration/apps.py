from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "madang.demonstration"
    label = "demonstration"
