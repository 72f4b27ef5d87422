"""Files of the formats before `.docx` and `.xlsx`: told by what they hold, and turned into present ones."""
