"""A company's days: on its page, on paper, in its calendar."""
