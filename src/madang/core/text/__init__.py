"""Text that people wrote in one language and others read in theirs: itself, its column, its form field."""

from madang.core.text.fields import TextField, named
from madang.core.text.forms import TextFormField, TextWidget
from madang.core.text.wording import Text, Version

__all__ = ["Text", "TextField", "TextFormField", "TextWidget", "Version", "named"]
