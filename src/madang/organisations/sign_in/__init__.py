"""Sign-in and sign-up: adapters, forms and texts for django-allauth."""
