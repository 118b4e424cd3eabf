"""The pages as a WSGI application, for granian or any other server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from madang.config.processes.children import end_with_parent

#: Objects that may be made between two looks of the collector. A page makes some ten thousand and frees them
#: by itself; at Python's 700 the collector took a tenth to a quarter of a page's time (ADR 0013).
YOUNG, MIDDLE, OLD = 20_000, 20, 50

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
end_with_parent()  # granian's workers would outlive a granian that is killed
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  read every page's module before the first reader waits for it
gc.collect()
gc.freeze()  # what was loaded stays: it need not be looked at again
gc.set_threshold(YOUNG, MIDDLE, OLD)
