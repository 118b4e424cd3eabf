"""The timetable engine on files: `madang timetable …`. Reads and writes; needs neither Django nor a database.

Each module that `madang.cli` names is one command. Texts are English: they are for who works with the engine.
"""
