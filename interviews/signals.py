"""What happens to interviews, for those above who care. Sent inside the transaction: receivers write rows, send tasks."""

from django.dispatch import Signal

# interview: Interview (all three)
begun = Signal()
submitted = Signal()
withdrawn = Signal()

# interview: Interview (handed in). The words of its answers are complete now, or have changed: a transcript has come,
# was corrected or checked.
words_changed = Signal()

# candidate: Candidate (already without identity), interviews: list[UUID]. The transaction may change sealed rows
# (`evenhand.purge` is on): whoever keeps words about these interviews empties them now.
erased = Signal()
