"""The one place that states the version, of the package and of the data."""

__version__ = "0.1.0"
