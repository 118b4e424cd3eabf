"""Recommended partners with the reasons of both sides, and how they are computed."""
