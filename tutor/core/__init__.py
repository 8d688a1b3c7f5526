"""The pure heart: events, world, advance, timeline, causes, match. No clock, file or socket."""
