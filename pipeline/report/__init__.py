"""Problems as people and programs read them: terminal, JSON, documentation pages."""
