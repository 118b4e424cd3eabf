from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "madang.partners"
    label = "partners"
