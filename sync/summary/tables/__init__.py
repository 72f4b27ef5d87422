"""The tables of the summary as data: what stands in them, for every form that draws tables.

A form chooses tables and says how a value looks; which rows and columns there are is decided here, once.
"""
