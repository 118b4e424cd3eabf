"""Names of the live channels of a fair."""

from madang.fairs.models import Fair


def office_channel(fair: Fair) -> str:
    """What the organiser's pages of a fair listen to."""
    return f"office-{fair.pk}"
