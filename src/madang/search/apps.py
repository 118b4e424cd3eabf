from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "madang.search"
    label = "search"

    def ready(self) -> None:
        from madang.core import audit  # noqa: PLC0415  models must be loaded
        from madang.search.index.listeners import entries_recorded  # noqa: PLC0415
        from madang.web.context import IN_BAR  # noqa: PLC0415

        IN_BAR.add("search/box.html")
        audit.recorded.connect(entries_recorded, dispatch_uid="search.watch")
