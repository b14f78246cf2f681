"""Addresses of the job-spec side."""

from django.urls import path

from jobspecs.views import (
    competencies,
    drafts,
    history,
    lists,
    must_haves,
    organisation,
    people,
    questions,
    sources,
    specs,
    weights,
)

app_name = "jobspecs"
SPEC = "specs/<uuid:spec_id>/"
DRAFT = "drafts/<uuid:draft_id>/"
QUESTION = "questions/<uuid:question_id>/"

urlpatterns = [
    path(SPEC, specs.spec, name="spec"),
    path(SPEC + "rename/", specs.rename, name="rename"),
    path(SPEC + "archive/", specs.archive, name="archive"),
    path(SPEC + "restore/", specs.restore, name="restore"),
    path(SPEC + "weights/", weights.save_weights, name="weights_save"),
    path(SPEC + "weights/check/", weights.check_weights, name="weights_check"),
    path(SPEC + "weights/share/", weights.share_weights, name="weights_share"),
    path(SPEC + "competencies/add/", competencies.add, name="competencies_add"),
    path(SPEC + "competencies/effect/", competencies.effect, name="competencies_effect"),
    path(SPEC + "competencies/confirm/", competencies.confirm, name="competencies_confirm"),
    path(SPEC + "competencies/<slug:key>/edit/", competencies.edit, name="competencies_edit"),
    path(SPEC + "competencies/<slug:key>/remove/", competencies.retire, name="competencies_retire"),
    path(SPEC + "competencies/<slug:key>/move/", competencies.move, name="competencies_move"),
    path(SPEC + "must-haves/add/", must_haves.add, name="must_haves_add"),
    path(SPEC + "must-haves/<int:position>/edit/", must_haves.edit, name="must_haves_edit"),
    path(SPEC + "must-haves/<int:position>/remove/", must_haves.retire, name="must_haves_retire"),
    path(SPEC + "must-haves/<int:position>/move/", must_haves.move, name="must_haves_move"),
    path(SPEC + "must-haves/<int:position>/kind/", must_haves.turn, name="must_haves_turn"),
    path(SPEC + "description/", sources.description, name="description"),
    path(SPEC + "history/", history.history, name="history"),
    path(SPEC + "history/<int:number>/", history.version, name="version"),
    path("", lists.specs, name="list"),
    path("specs/new/", drafts.new, name="new"),
    path(DRAFT, drafts.draft, name="draft"),
    path(DRAFT + "progress/", drafts.progress, name="draft_progress"),
    path(DRAFT + "retry/", drafts.retry, name="draft_retry"),
    path(DRAFT + "discard/", drafts.discard, name="draft_discard"),
    path(DRAFT + "restore/", drafts.restore, name="draft_restore"),
    path(SPEC + "questions/", questions.read, name="questions_read"),
    path(SPEC + "rounds/<int:position>/add/", questions.add, name="questions_add"),
    path(QUESTION, questions.row, name="questions_row"),
    path(QUESTION + "edit/", questions.edit, name="questions_edit"),
    path(QUESTION + "move/", questions.move, name="questions_move"),
    path(QUESTION + "remove/", questions.remove, name="questions_remove"),
    path(QUESTION + "restore/", questions.restore, name="questions_restore"),
    path(QUESTION + "anew/", questions.write_anew, name="questions_anew"),
    path(QUESTION + "wordings/", questions.wordings, name="questions_wordings"),
    path(QUESTION + "wordings/<int:number>/", questions.reinstate, name="questions_reinstate"),
    path(SPEC + "members/", people.members, name="members"),
    path(SPEC + "members/<uuid:membership_id>/role/", people.role, name="members_role"),
    path(SPEC + "members/<uuid:membership_id>/remove/", people.remove, name="members_remove"),
    path("people/", people.people, name="people"),
    path("people/<uuid:user_id>/link/", people.new_link, name="person_link"),
    path("people/<uuid:user_id>/close/", people.close, name="person_close"),
    path("people/<uuid:user_id>/open/", people.reopen, name="person_open"),
    path("organisation/", organisation.organisation, name="organisation"),
]
