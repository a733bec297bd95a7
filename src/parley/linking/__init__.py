"""Tie mentions to the world: calendar days, places, actors, offices, persons; and to one another."""
