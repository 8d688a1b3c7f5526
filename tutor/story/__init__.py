"""The learner's walk through a lesson, below all screens, and its narration placed on a run."""
