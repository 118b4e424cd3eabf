"""What the floors above may listen to. Each is sent inside the transaction of the write."""

from django.dispatch import Signal

#: `participations` of one fair no longer take part: withdrawn, or not admitted. Their requests and meetings
#: should go.
participations_left = Signal()
