"""Background jobs of this subject: letters to people who may have no account yet."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from procrastinate import RetryStrategy

from madang.core.jobs import MAIL, task
from madang.organisations.models import Invitation


@task(MAIL, retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def mail_invitation(invitation_id: int) -> None:
    """Nothing to send when it was withdrawn, or used, before the letter left."""
    found = Invitation.objects.select_related("organisation", "sent_by")
    invitation = found.filter(pk=invitation_id, accepted_at=None).first()
    if invitation is not None:
        send_invitation(invitation)


def send_invitation(invitation: Invitation) -> None:
    link = settings.SITE_URL + reverse("organisations:invitation", args=[invitation.secret])
    with translation.override(invitation.language):
        context = {"invitation": invitation, "organisation": invitation.organisation, "link": link}
        subject = render_to_string("mails/invitation_subject.txt", context)
        body = render_to_string("mails/invitation.txt", context)
        EmailMessage(subject=" ".join(subject.split()), body=body, to=[invitation.email]).send()
