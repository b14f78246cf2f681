"""Members' pages of invitations and recordings; each view asks access for its object."""

from django.urls import URLPattern, path

from interviews.views import invitations, prompts, recordings

app_name = "interviews"
urlpatterns: list[URLPattern] = [
    path("specs/<uuid:spec_id>/invite/", invitations.invite, name="invite"),
    path("invitations/<uuid:invitation_id>/link/", invitations.link, name="link"),
    path("invitations/<uuid:invitation_id>/renew/", invitations.renew, name="renew"),
    path("invitations/<uuid:invitation_id>/again/", invitations.invite_again, name="invite_again"),
    path("invitations/<uuid:invitation_id>/cancel/", invitations.cancel, name="cancel"),
    path("invitations/<uuid:invitation_id>/withdraw/", invitations.withdraw, name="withdraw"),
    path("invitations/<uuid:invitation_id>/erase/", invitations.erase, name="erase"),
    path("mails/<uuid:mail_id>/retry/", invitations.retry_mail, name="retry_mail"),
    path("questions/<uuid:question_id>/seen/", invitations.seen, name="seen"),
    path("questions/<uuid:question_id>/hear/", prompts.hear, name="hear"),
    path("questions/<uuid:question_id>/audio/", prompts.prompt_audio, name="prompt_audio"),
    path("recordings/<uuid:recording_id>/audio/", recordings.recording, name="recording"),
    path("answers/<uuid:answer_id>/correct/", recordings.correct, name="correct"),
    path("answers/<uuid:answer_id>/confirm/", recordings.confirm, name="confirm"),
    path("transcriptions/<uuid:transcription_id>/retry/", recordings.retry_transcription, name="retry_transcription"),
    path("interviews/<uuid:interview_id>/recordings/delete/", recordings.delete_recordings, name="delete_recordings"),
]
