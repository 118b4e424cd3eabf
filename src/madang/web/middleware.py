"""A refusal that no form caught becomes a message on the page that the reader came from."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from madang.core.errors import Refused
from madang.core.locking import is_lock_failure, sentence_of_lock


class RefusalsAsMessages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        sentence = _sentence(exception)
        if not sentence:
            return None
        messages.error(request, sentence)
        came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
        same_site = came_from.netloc == request.get_host()
        return HttpResponseRedirect((came_from.path or "/") if same_site else "/")


def _sentence(exception: Exception) -> str:
    """What is said of it; nothing of what is an error of ours."""
    if isinstance(exception, Refused):
        return exception.sentence
    return sentence_of_lock() if is_lock_failure(exception) else ""
