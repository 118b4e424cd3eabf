"""From a problem to a timetable: bound, guided start, annealing, exact groups of slots, fewer breaks."""
