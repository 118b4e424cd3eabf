"""A model by where it is: for the settings and for the command line."""

from pathlib import Path

from madang.partners.embedding.onnx import Local
from madang.partners.embedding.openai import Remote, address_of
from madang.partners.embedding.shapes import Model


def model_at(where: str, *, name: str = "", secret: str = "") -> Model:
    """The model behind an address (http, https) or in a folder; nothing is asked or read yet.

    Raises:
        ValueError: the address is none.
    """
    if where.startswith(("http://", "https://")):
        address_of(where)
        return Remote(where, name, secret)
    return Local(Path(where))
