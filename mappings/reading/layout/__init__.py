"""The geometry of a text: tables that are drawn, set in columns, written upright, or said in labelled blocks."""
