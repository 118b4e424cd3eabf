"""What a reader asks: parsed, spelling corrected, suggestions."""
