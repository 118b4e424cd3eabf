from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madang.web import nav


class OrganisationsConfig(AppConfig):
    name = "madang.organisations"
    label = "organisations"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415  models are not loaded before
        from django.db.models.signals import post_save  # noqa: PLC0415

        from madang.core.models import User  # noqa: PLC0415
        from madang.organisations.middleware import read_in_own_language  # noqa: PLC0415
        from madang.organisations.sign_in.accounts import count_operators_address_as_proven  # noqa: PLC0415

        user_logged_in.connect(read_in_own_language)
        post_save.connect(count_operators_address_as_proven, sender=User)
        add_to_menus()


def add_to_menus() -> None:
    nav.add("account", 10, _("Your account"), lambda _request: reverse("organisations:person"))
    nav.add("account", 20, _("Notices"), lambda _request: reverse("organisations:notices"), count=unread)


def unread(request: HttpRequest) -> int:
    from madang.core.models import Notice  # noqa: PLC0415  models are not loaded before

    if not request.user.is_authenticated:
        return 0
    return Notice.objects.filter(user_id=request.user.pk, read_at=None).count()
