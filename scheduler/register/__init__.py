"""Events about people: who was competent for what at an instant, and the store they are kept in."""
