"""The demonstration: five fairs that took place, peopled with named and with made-up organisations.

Everything but `build` and `command` is plain data in, plain data out: the same seed gives the same fair.
`content/` holds what people read, one folder per language.
"""
