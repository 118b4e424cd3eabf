"""Who takes part, as everyone at the fair sees it: what many subjects know."""
