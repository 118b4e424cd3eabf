"""The engines on files, without a database: `madang timetable …`, `madang matching …`."""
