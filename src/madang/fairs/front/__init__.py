"""The fairs of an installation and the page of each."""
