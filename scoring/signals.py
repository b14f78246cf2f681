"""What happens to scores and decisions, for whoever tells others. Sent inside the transaction: receivers write rows."""

from django.dispatch import Signal

# grading: Grading, sealed and evaluated
graded = Signal()

# decision: Decision, as a person has just made it
decided = Signal()
