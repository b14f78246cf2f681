"""`python -m interviews.speech` says in one line whether Round 02 is spoken, what listens and what speaks."""

import os

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Only now: it reads the settings.
    from interviews.speech.engines import in_words

    print(in_words())  # noqa: T201 - this is the program's output
