"""Vectors of texts from a model that the operator chose: at an address, as OpenAI's, or in a folder.

Nothing here is used unless the operator sets one of the two, and nothing is ever downloaded. `openai`, `onnx`
and `opening` know neither Django nor a database; `cache` keeps the vectors in a table, by content.
"""
