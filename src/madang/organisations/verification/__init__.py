"""The seal: an organiser has checked that the organisation exists."""
