"""What the subjects above show to whoever may sign in."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.utils.safestring import SafeString

from madang.core.registry import Registry

BESIDE_SIGN_IN: Final[Registry[Callable[[HttpRequest], SafeString]]] = Registry()
