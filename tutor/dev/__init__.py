"""Tools for authors of lessons: record scenes, check contents."""
