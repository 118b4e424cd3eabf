"""How often each company is recommended, and the limits that the organiser sets."""
