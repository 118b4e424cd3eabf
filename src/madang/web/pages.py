"""Pages of the frame: language and theme, components, errors."""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madang.core import events, languages
from madang.core.errors import NotAllowed
from madang.web.components.signs import live_url
from madang.web.sampler import everything

YEAR = 365 * 24 * 3600
THEMES = {"system", "light", "dark"}


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, for those who build pages and those who judge them."""
    return render(request, "web/components.html", everything(request.GET))


@require_POST
@never_cache
def listen(request: HttpRequest) -> HttpResponse:
    """The address at which an open page goes on listening, if its reader may still hear what it heard."""
    try:
        token = events.renewed(request.POST.get("token", ""), request.user)
    except (signing.BadSignature, NotAllowed):
        return HttpResponseForbidden(content_type="text/plain")
    return HttpResponse(live_url(token), content_type="text/plain")


# --- How the reader wants it: links, so that they work without a script -------------------------------------
@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    if code not in languages.OWN_NAMES:
        raise Http404
    return _remembered(_back(request), settings.LANGUAGE_COOKIE_NAME, code)


@require_safe
def theme(request: HttpRequest, name: str) -> HttpResponse:
    if name not in THEMES:
        raise Http404
    return _remembered(_back(request), "theme", "" if name == "system" else name)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the reader came from, never to another site."""
    target = request.GET.get("next", "/")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if own else "/")


def _remembered(response: HttpResponse, name: str, value: str) -> HttpResponse:
    if not value:
        response.delete_cookie(name)
        return response
    response.set_cookie(name, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
    return response


# --- When it goes wrong -------------------------------------------------------------------------------------
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return render(request, "csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Needs nothing that may be what failed: no database, no session, no frame."""
    shown = {"language_tag": languages.BCP47[languages.active()], "styles": static("dist/madang.css")}
    return HttpResponse(render_to_string("500.html", shown), status=500)
