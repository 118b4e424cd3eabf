"""One box that finds companies, offers, needs, sessions and fairs in any of the four languages from any of them."""
