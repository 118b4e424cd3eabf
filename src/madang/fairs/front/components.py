"""A host of the fair, as a card."""

from django.utils.safestring import SafeString

from madang.fairs.addresses import participant_address
from madang.fairs.front.queries import Host, Project
from madang.fairs.models import Fair
from madang.web.components.words import text
from madang.web.markup import joined, markup


def host_card(host: Host, fair: Fair) -> SafeString:
    """Who it is, and its projects."""
    organisation = host.organisation
    facts = [markup("{}", fact) for fact in (organisation.get_kind_display(), organisation.city) if fact]
    return markup(
        '<article class="card">\n<h3 class="card-title"><a href="{}">{}</a></h3>\n'
        '<p class="secondary">{}</p>\n<ul class="lines">\n{}</ul>\n</article>\n',
        participant_address(fair, organisation),
        text(organisation.name),
        joined(facts, markup(" · ")),
        joined([_project(project) for project in host.projects]),
    )


def _project(project: Project) -> SafeString:
    return markup('<li><span class="secondary">{}</span><br>{}</li>\n', project.kind, text(project.title))
