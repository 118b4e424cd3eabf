"""The pages as a WSGI application, for granian or any other server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from madang.config.processes.children import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
end_with_parent()  # granian's workers would outlive a granian that is killed
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  read every page's module before the first reader waits for it
