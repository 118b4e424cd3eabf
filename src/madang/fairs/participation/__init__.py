"""Who takes part: registered, invited, admitted; delegates and absences."""
