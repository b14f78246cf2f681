"""What happens to job specs, for those above who care. Sent inside the transaction: receivers write rows, send tasks."""

from django.dispatch import Signal

# job_spec: JobSpec, version: Version (sealed, already current)
version_saved = Signal()

# job_spec: JobSpec. What its candidates are asked has changed.
questions_changed = Signal()
