"""The adapters: each turns one tracker's payloads into the values of the port and back."""
