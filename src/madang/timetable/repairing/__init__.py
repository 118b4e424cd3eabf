"""The running day: what happened, what is dropped, filled and moved, and for whose sake."""
