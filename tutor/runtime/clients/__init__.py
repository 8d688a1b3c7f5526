"""Scripted clients that report their own facts: WebSocket, HTTP, raw TCP, a browser."""
