"""Names of the live channels of a fair: who listens to what."""

from madang.fairs.models import Fair, Participation


def fair_channel(fair: Fair) -> str:
    """What everyone's pages of a fair listen to."""
    return f"fair-{fair.pk}"


def office_channel(fair: Fair) -> str:
    """What the organiser's pages of a fair listen to."""
    return f"office-{fair.pk}"


def participation_channel(participation: Participation) -> str:
    """What the pages of one company listen to."""
    return f"participation-{participation.pk}"
