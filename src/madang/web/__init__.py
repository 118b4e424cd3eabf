"""The frame: base templates, components, styles, scripts."""
