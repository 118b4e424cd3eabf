"""Before the fair: what is scarce, and what more of it would bring."""
