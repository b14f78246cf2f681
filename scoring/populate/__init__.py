"""A database full of made-up people, for measuring: how many of what (`shares`), words (`texts`), specs (`specs`), rows as COPY
takes them (`rows`), and what must hold of them (`checks`). `scoring.operations.populating` writes it.
"""
