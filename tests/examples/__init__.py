"""Values and documents that several tests take as examples."""
