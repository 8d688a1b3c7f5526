"""The chat: models, consumers and pages."""
