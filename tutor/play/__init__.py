"""What is typed on an open stage: the commands, how a line is read, the script that it becomes."""
