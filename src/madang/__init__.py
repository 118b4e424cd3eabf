"""Madang: business-matching fairs, from the first spreadsheet to the delivered deal."""
