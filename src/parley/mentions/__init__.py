"""Find what a text mentions: dates, places, countries, bodies, titles and people."""
