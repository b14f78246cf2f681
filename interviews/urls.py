"""Members' pages of invitations; each view asks access for its object."""

from django.urls import URLPattern, path

from interviews.views import invitations

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
]
