"""The learner's file: positions, answers and reviews, and what can be read of a damaged one."""
