"""The course as it is on this machine: lessons and cards found and cached, and where to go on."""
