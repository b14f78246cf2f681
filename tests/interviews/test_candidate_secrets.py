"""What pages behind a link keep secret, and whom they keep out."""

from __future__ import annotations

import hashlib
import json
import logging
import re

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from interviews.models import Interview, Invitation
from tests.factories import make_spec
from tests.factories.interviews import make_interview, make_invitation
from tests.factories.voices import go_to_part_two, record, webm
from tests.interviews.visitor import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_limits() -> None:
    cache.clear()


@pytest.fixture
def browser() -> Browser:
    return Browser(make_invitation())


class TestSecrets:
    @pytest.mark.parametrize("path", ["", "review/", "nothing/"])
    def test_pages_are_for_no_cache_no_index_and_no_referrer(self, browser: Browser, path: str) -> None:
        response = browser.client.get(browser.base + path)
        if path == "nothing/":
            assert response.status_code == 404
            return
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]

    def test_forged_page_keeps_the_same_secrets(self) -> None:
        response = Client().get("/i/forged.link/")
        assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")

    @override_settings(SECURE_SSL_REDIRECT=False)
    def test_forms_work_although_browsers_hide_where_they_come_from(self) -> None:
        """With no-referrer a browser sends "Origin: null" with a form; over HTTPS there is no Referer to look at."""
        browser = Browser(make_invitation(), enforce_csrf_checks=True)
        page = browser.client.get(browser.base, secure=True)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        words = re.search(r'name="words" value="([^"]+)"', page.text)
        assert token
        assert words
        data = {"agree": "on", "words": words[1], "csrfmiddlewaretoken": token[1]}
        response = browser.client.post(browser.base + "begin/", data, secure=True, headers={"origin": "null"})
        assert response.status_code == 302
        assert Interview.objects.exists()

    def test_a_form_without_its_token_is_refused_kindly(self) -> None:
        browser = Browser(make_invitation(), enforce_csrf_checks=True)
        page = browser.client.post(browser.base + "begin/", {"agree": "on"}, headers={"origin": "null"})
        assert page.status_code == 403
        assert "Please send this once more" in page.text
        assert not Interview.objects.exists()

    def test_a_form_from_another_site_is_refused(self) -> None:
        browser = Browser(make_invitation(), enforce_csrf_checks=True)
        page = browser.client.get(browser.base)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        data = {"csrfmiddlewaretoken": token[1]}
        response = browser.client.post(browser.base + "withdraw/", data, headers={"origin": "https://elsewhere.example"})
        assert response.status_code == 403
        assert Invitation.objects.get().cancelled_at is None

    def test_the_link_and_the_words_stand_in_no_log(
        self, browser: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            browser.begin()
            browser.answer(1, "words for nobody's log")
            browser.client.get(browser.base + "no-such-page/")
        logged = caplog.text + "".join(capfd.readouterr())
        assert "candidate:question" in logged  # the request log was on
        assert browser.base.split("/")[2] not in logged
        assert "words for nobody" not in logged

    def test_what_is_said_and_the_link_it_is_said_by_stand_in_no_log(
        self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        interview = make_interview()
        position = go_to_part_two(interview)
        browser = Browser(interview.invitation)
        with caplog.at_level(logging.DEBUG):
            for data, sha256 in ((b"a voice for nobody's log", "0" * 64), (webm(), hashlib.sha256(webm()).hexdigest())):
                path = f"{position}/piece/?take=1&segment=0&sequence=0&sha256={sha256}"
                browser.client.post(browser.base + path, data, content_type="audio/webm")
            said = json.dumps({"take": 1, "segments": [1]})
            browser.client.post(f"{browser.base}{position}/end/", said, content_type="application/json")
            browser.client.get(f"{browser.base}{position}/take/1/audio/")
            browser.client.get(f"{browser.base}{position}/take/2/audio/")
        logged = caplog.text + "".join(capfd.readouterr())
        assert "candidate:piece" in logged  # the request log was on
        assert browser.base.split("/")[2] not in logged
        assert "a voice for nobody" not in logged

    @override_settings(ROUND_02="spoken", LISTENING_ENGINE="")
    @pytest.mark.parametrize("path", ["part-2/microphone/", "4/?answer=speaking", "4/take/1/audio/", "4/cal/"])
    def test_pages_of_part_two_keep_the_same_secrets(self, path: str) -> None:
        interview = make_interview()
        record(interview, go_to_part_two(interview))
        browser = Browser(interview.invitation)
        response = browser.client.get(browser.base + path)
        if path == "4/cal/":
            assert response.status_code == 404
            return
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]

    def test_no_page_of_the_dashboard_opens_by_a_link(self, browser: Browser) -> None:
        browser.begin()
        assert browser.client.get("/").status_code == 302

    def test_thirty_forged_links_a_minute_are_enough(self) -> None:
        client = Client()
        codes = {client.get(f"/i/forged{n}.link/").status_code for n in range(30)}
        assert codes == {404}
        page = client.get("/i/forged.link/")
        assert page.status_code == 429
        assert "One moment, please" in page.text

    @override_settings(RATE_LIMITS={"candidate_write": (3, 60), "candidate_link": (30, 60)})
    def test_writing_faster_than_a_person_is_slowed_for_one_link_alone(self) -> None:
        one, other = Browser(make_interview().invitation), Browser(make_interview(make_spec()).invitation)
        codes = [one.post("1/save/", {"text": "x"}).status_code for _time in range(4)]
        assert codes == [200, 200, 200, 429]
        assert other.post("1/save/", {"text": "x"}).status_code == 200

    @pytest.mark.parametrize(
        "path", ["begin/", "submit/", "1/save/", "4/piece/", "4/end/", "4/more-time/", "4/keep/", "done/4/correct/"]
    )
    def test_writes_are_posts(self, browser: Browser, path: str) -> None:
        assert browser.client.get(browser.base + path).status_code == 405
