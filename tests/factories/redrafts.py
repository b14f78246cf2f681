"""New drafts of a spec that are done and wait to be looked at."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now

from jobspecs.drafting.base import DraftedCompetency, DraftedMustHave, DraftedWeight, Reading, spans_of
from jobspecs.drafting.stored import to_json
from jobspecs.drafting.whole import WholeDraft
from jobspecs.models import JobSpec, Redraft, User
from jobspecs.operations.specs import SpecContent
from tests.factories.jobspecs import spec_content


def whole_draft(content: SpecContent, *, drafted_with: str = "offline", notes: tuple[str, ...] = ()) -> WholeDraft:
    """The draft that would become a spec of this content."""
    return WholeDraft(
        reading=Reading(content.description, content.title, content.level, content.language),
        competencies=[
            DraftedCompetency(w.key, w.name, w.definition, w.for_this_role, tuple(w.anchors), spans_of(w.sources))  # type: ignore[arg-type]
            for w in content.wordings
        ],
        weights={key: DraftedWeight(given.value, given.reason) for key, given in content.weights.items()},
        must_haves=[
            DraftedMustHave(line.kind, line.text, next(iter(spans_of(line.sources)), None)) for line in content.must_haves
        ],
        questions=content.questions,
        notes=notes,
        drafted_with=drafted_with,
    )


def make_redraft(spec: JobSpec, *, by: User | None = None, draft: WholeDraft | None = None, **fields: Any) -> Redraft:
    """A new draft that is done: of the content of `make_spec`, with these fields otherwise."""
    proposal = to_json(draft or whole_draft(spec_content(**fields)))
    by = by or spec.memberships.select_related("user").order_by("pk")[0].user
    made: Redraft = Redraft.objects.create(
        job_spec=spec, requested_by=by, state="done", step="published", proposal=proposal, finished_at=Now()
    )
    made.refresh_from_db()
    return made
