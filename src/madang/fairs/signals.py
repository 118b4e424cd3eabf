"""What the floors above may listen to. Each is sent inside the transaction of the write."""

from django.dispatch import Signal

#: `participation` no longer takes part: withdrawn, or not admitted. Its requests and meetings should go.
participation_left = Signal()
