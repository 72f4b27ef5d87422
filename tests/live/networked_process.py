"""The process that becomes a program, on a system that does not let it leave its networks."""

from __future__ import annotations

from mappings.apart import program_process

if __name__ == "__main__":
    program_process.leave_network = lambda: None
    program_process.main()
