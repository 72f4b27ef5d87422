"""The mailbox that answers come to: the port of it, its client by IMAP, and what can go wrong there."""
