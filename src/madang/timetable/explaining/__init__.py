"""Why a request is not held, and the smallest change that would fit it."""
