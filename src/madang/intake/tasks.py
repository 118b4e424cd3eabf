"""The import in the background."""

from madang.core import clock
from madang.core.jobs import IMPORT, task
from madang.intake import actions
from madang.intake.models import Upload


@task(IMPORT)
def import_upload(upload_id: int) -> None:
    upload = Upload.objects.select_related("fair", "work", "made_by").get(pk=upload_id)
    with clock.shifted(upload.fair.clock_offset):
        actions.run(upload=upload)
