"""The checks that every way of asking shares."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from madang.core.errors import Refused
from madang.fairs.models import Fair, Participation
from madang.meetings.models import Request
from madang.partners.rules import GroupRules, group_rules


@dataclass
class Standing:
    """What is asked already: how many requests each has open, and which pairs exist."""

    fair: Fair
    groups: GroupRules
    open_of: Counter[int] = field(default_factory=Counter)
    pairs: set[frozenset[int]] = field(default_factory=set)

    @classmethod
    def of(cls, fair: Fair, senders: Iterable[int]) -> "Standing":
        standing = cls(fair, group_rules(fair))
        wanted = list(senders)
        concerned = Request.objects.alive().filter(Q(sender__in=wanted) | Q(receiver__in=wanted), fair=fair)
        for sender, receiver in concerned.values_list("sender_id", "receiver_id"):
            standing.add(sender, receiver)
        return standing

    def add(self, sender: int, receiver: int) -> None:
        self.open_of[sender] += 1
        self.pairs.add(frozenset((sender, receiver)))

    def objection(self, sender: Participation, receiver: Participation) -> str:
        """Why this may not be asked, in a sentence; empty when it may."""
        return next(_objections(self, sender, receiver), "")


def _objections(standing: Standing, sender: Participation, receiver: Participation) -> Iterator[str]:
    limit = standing.fair.request_limit
    if sender.pk == receiver.pk:
        yield _("A company cannot meet itself.")
    if sender.state != Participation.State.APPROVED:
        yield _("Requests can be sent once the organiser has admitted your company.")
    if receiver.state != Participation.State.APPROVED or receiver.fair_id != sender.fair_id:
        yield _("This company does not take part.")
    if not standing.groups.may_meet(sender, receiver):
        yield _("The organiser plans no meetings between your two groups.")
    if frozenset((sender.pk, receiver.pk)) in standing.pairs:
        yield pair_sentence()
    if standing.open_of[sender.pk] >= limit:
        yield _(
            "You have %(limit)s open requests, as many as this fair allows. Withdraw one to send another."
        ) % {"limit": limit}


def pair_sentence() -> str:
    return _("There is already a request between your two companies. You find it under Requests.")


def refuse(sentence: str) -> None:
    if sentence:
        raise Refused(sentence)
