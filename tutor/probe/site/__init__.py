"""First on the path of a traced command: one `sitecustomize`, and nothing else of ours."""
