"""The tutor's I/O: servers, clients, brokers and the recordings they leave.

Nothing here is imported by importing the package: every module is asked for by name.
"""
