"""What a person answers to a digest by mail: who writes, whether it may be taken, and what it says.

Pure: a mail's bytes in, values out. It knows no mailbox, no tracker and no ledger.
"""
