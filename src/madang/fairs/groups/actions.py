"""Every write of groups."""

from collections.abc import Iterable

from django.db import transaction

from madang.core.errors import NotAllowed
from madang.core.models import User
from madang.core.text import Text
from madang.core.writing import save_valid
from madang.fairs.models import Fair, Group
from madang.fairs.writing import locked_fair, record


@transaction.atomic
def add_group(*, actor: User | None, fair: Fair, code: str, name: Text) -> Group:
    fair = locked_fair(actor, fair)
    group = Group(fair=fair, code=code, name=name)
    save_valid(group)
    record(actor, "group.add", group, fair, code=code)
    return group


@transaction.atomic
def remove_group(*, actor: User | None, group: Group) -> None:
    """Its companies stay, without a group."""
    fair = locked_fair(actor, group.fair)
    record(actor, "group.remove", group, fair, code=group.code)
    group.delete()


@transaction.atomic
def set_groups_that_meet(*, actor: User | None, fair: Fair, pairs: Iterable[tuple[Group, Group]]) -> None:
    """Say which groups meet which, all at once; a group in no pair may meet everyone."""
    fair = locked_fair(actor, fair)
    pairs = list(pairs)
    if any(group.fair_id != fair.pk for pair in pairs for group in pair):
        raise NotAllowed
    for group in fair.groups.all():
        group.meets.clear()
    for one, other in pairs:
        one.meets.add(other)
    record(actor, "groups.meet", fair, fair, pairs=[[one.code, other.code] for one, other in pairs])
