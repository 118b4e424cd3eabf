"""What the subjects above show on a page of partners: with each of them, and beside the list."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.utils.safestring import SafeString

from madang.core.registry import Registry
from madang.fairs.models import Participation

WITH_PARTNER: Final[Registry[Callable[[HttpRequest, Participation], SafeString]]] = Registry()
BESIDE_LIST: Final[Registry[Callable[[HttpRequest], SafeString]]] = Registry()
