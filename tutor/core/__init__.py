"""The pure heart: events, world, advance, timeline, causes, match. No clock, file, socket or loop."""
