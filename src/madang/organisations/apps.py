from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "madang.organisations"
    label = "organisations"
