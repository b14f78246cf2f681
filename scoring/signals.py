"""What happens to scores and decisions, for whoever tells others. Sent inside the transaction: receivers write rows."""

from django.dispatch import Signal

# gradings: a sequence of Grading, sealed and evaluated in one transaction
graded = Signal()

# decision: Decision, as a person has just made it
decided = Signal()
