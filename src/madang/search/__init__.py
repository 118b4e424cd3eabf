"""One box that finds companies, offers, needs, sessions and fairs in any of four languages from any other."""
