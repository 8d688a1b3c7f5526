"""The player: keys in, renderables out. What is true at a step is decided below, in `core`."""
