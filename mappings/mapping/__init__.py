"""The operator's mapping: what it may say, corrects and settles, and a draft of one."""
