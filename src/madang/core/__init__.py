"""The ground: clock, languages, money, audit log, events, jobs, work with progress, notices."""
