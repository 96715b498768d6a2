"""The catalogue site: pages for people, and what answers for each identifier."""
