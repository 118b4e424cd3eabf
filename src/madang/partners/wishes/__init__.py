"""What a company says of a recommended partner."""
