"""Companies ask each other for meetings and answer."""
