from django.apps import AppConfig


class FairsConfig(AppConfig):
    name = "madang.fairs"
    label = "fairs"
