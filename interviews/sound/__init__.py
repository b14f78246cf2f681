"""Reading and rewriting what browsers record. Knows no Django: bytes in, facts and bytes out."""
