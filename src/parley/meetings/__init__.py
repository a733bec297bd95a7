"""Find the predicates of meeting, fill their slots, follow their topics, and merge what is one encounter."""
