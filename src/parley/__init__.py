"""Diplomatic meetings as data."""
