from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "madang.listings"
    label = "listings"
