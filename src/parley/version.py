"""The one place that states the version, of the package and of the data, and the day it was released."""

__version__ = "0.1.0"
RELEASED = "2026-11-23"
