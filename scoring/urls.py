"""Addresses of the Candidates tab, the Live performance panel, reports and runs."""

from django.urls import path

from scoring.views import candidates, evaluating, explanation, exports, fairness, letters, live, report, runs, waiting

app_name = "scoring"
urlpatterns = [
    path("waiting/", waiting.waiting, name="waiting"),
    path("specs/<uuid:spec_id>/candidates/", candidates.candidates, name="candidates"),
    path("specs/<uuid:spec_id>/results.csv", exports.results_csv, name="export_csv"),
    path("specs/<uuid:spec_id>/results.xlsx", exports.results_xlsx, name="export_xlsx"),
    path("interviews/<uuid:interview_id>/report.json", exports.report_json, name="report_json"),
    path("invitations/<uuid:invitation_id>/row/", candidates.row, name="row"),
    path("fairness/", fairness.specs, name="fairness_specs"),
    path("fairness/<uuid:spec_id>/", fairness.fairness, name="fairness"),
    path("fairness/<uuid:spec_id>/file/", fairness.as_file, name="fairness_file"),
    path("specs/<uuid:spec_id>/live/", live.live, name="live"),
    path("specs/<uuid:spec_id>/evaluate/", evaluating.evaluate_under, name="evaluate_under_current"),
    path("specs/<uuid:spec_id>/runs/", runs.runs, name="runs"),
    path("runs/<uuid:run_id>/stop/", runs.stop_run, name="stop_run"),
    path("interviews/<uuid:interview_id>/", report.report, name="report"),
    path("interviews/<uuid:interview_id>/answers/<int:position>/", report.answer, name="answer"),
    path("interviews/<uuid:interview_id>/decide/", report.decide, name="decide"),
    path("interviews/<uuid:interview_id>/rate/", report.rate, name="rate"),
    path("interviews/<uuid:interview_id>/outcome/", letters.outcome, name="outcome"),
    path("interviews/<uuid:interview_id>/explanation/", explanation.preview, name="explanation_preview"),
    path("requests/<uuid:request_id>/reply/", letters.reply, name="reply"),
    path("interviews/<uuid:interview_id>/grade/", report.grade_again, name="grade_again"),
]
