"""The matching engine on files: `madang matching …`. Needs neither Django nor a database.

Each module that `madang.cli` names is one command.
"""
