"""Candidates who write, candidates who speak, recruiters who look around: each is one coroutine with one browser."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode
from uuid import UUID

from tests.load.browser import Answer, Browser, NoAnswer, Notes
from tests.load.kept import Kept, SoundKept

PAGE, SAVE, MOVE, PIECE, SOUND, MEMBER, LIVE = (
    "candidate's page",
    "autosave",
    "candidate goes on",
    "piece of sound",
    "end of a take",
    "member's page",
    "live panel",
)
ARRIVING = 20.0  # seconds over which everybody comes
SAVE_EVERY = (3.0, 6.0)  # seconds between two autosaves of somebody who writes on
SAVES = (8, 16)  # of one answer
READING = (2.0, 6.0)  # seconds a recruiter looks at a page
LIVE_EVERY = 5.0  # as the panel itself asks
WORDS = (
    "On Monday the release had failed twice, so I read the log before anybody touched the server.",
    "I asked both colleagues what they had seen – one of them had changed the limit the evening before.",
    "We wrote the steps down, tried them on a copy, and only then on the real machine.",
    "It took four hours; the café was closed by then, and nobody had lost an order.",
    "Afterwards I measured it: 320 ms before, 41 ms after, over a week.\n",
    "What I would do differently: tell the customers earlier, in plain words. 🙂",
)
_FIELD = re.compile(r'name="(page|base|words|lines|unanswered)"[^>]* value="([^"]*)"')
_LIVE = re.compile(r'hx-get="([^"]*/live/\?seen=[^"]*)"')


@dataclass(frozen=True)
class Link:
    """A candidate's private link."""

    invitation: UUID
    path: str


@dataclass
class Crowd:
    """What everybody shares. `ends` is a moment of the monotonic clock; `doors` are web hosts, taken in turns where a
    person changes between them."""

    doors: Sequence[tuple[str, int]]
    notes: Notes
    kept: Kept
    ends: float
    recordings: Sequence[tuple[bytes, int]] = ()  # each with its seconds
    changes_doors: bool = False
    pace: float = 1.0  # 2: everybody takes twice as long to think
    troubles: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends

    async def think(self, chance: random.Random, seconds: tuple[float, float]) -> None:
        """Wait as a person does; no longer than until the end."""
        await asyncio.sleep(max(0.0, min(chance.uniform(*seconds) * self.pace, self.ends - time.monotonic())))

    def browser(self, number: int) -> Browser:
        host, port = self.doors[number % len(self.doors)]
        return Browser(host, port, self.notes)

    def step(self, browser: Browser, doors: Iterator[tuple[str, int]]) -> None:
        """Before each request of somebody who changes between hosts."""
        if self.changes_doors:
            browser.host, browser.port = next(doors)

    async def stay(self, number: int, live: Callable[[Browser, random.Random], Awaitable[None]]) -> None:
        """Let one person do something until the end. Whoever got no answer begins anew, as people do."""
        browser, chance = self.browser(number), random.Random(number)
        await self.think(chance, (0.0, ARRIVING))
        while not self.is_over:
            try:
                await live(browser, chance)
            except NoAnswer as error:
                self.troubles.append(str(error))
                await self.think(chance, READING)
        await browser.close()


def fields_of(page: Answer) -> dict[str, str]:
    return dict(_FIELD.findall(page.body))


# --- candidates who write -----------------------------------------------------------------------------------------
@dataclass
class Writer:
    """Takes one link after the other; writes all questions of both rounds by hand, and hands in."""

    crowd: Crowd
    links: Iterator[Link]

    async def live(self, browser: Browser, chance: random.Random) -> None:
        self.browser, self.chance, self.doors = browser, chance, cycle(self.crowd.doors)
        link = next(self.links, None)
        if link is None:
            self.crowd.troubles.append("There are no links left.")
            await self.crowd.think(chance, (60, 60))
            return
        positions = await self._begin(link)
        for position in positions:
            if not await self._write(link, position):
                return
        await self._hand_in(link)

    async def _begin(self, link: Link) -> range:
        """Consent, must-haves; gives the positions of the questions."""
        welcome = await self._get(link.path)
        await self._post(f"{link.path}begin/", {"agree": "on", "words": fields_of(welcome).get("words", "")})
        before = await self._get(f"{link.path}before/", expected=(200, 302))
        if before.status == 200:
            await self._post(f"{link.path}before/", {"lines": fields_of(before).get("lines", "")})
        return range(1, POSITIONS + 1)

    async def _write(self, link: Link, position: int) -> bool:
        """One answer, saved every few seconds. Returns whether there is time for more."""
        where = f"{link.path}{position}/"
        page = await self._get(f"{where}?answer=typing")
        known, text = fields_of(page), f"Case {self.chance.random():.9f}."
        turn = base = int(known.get("base", 0))
        for _ in range(self.chance.randint(*SAVES)):
            await self.crowd.think(self.chance, SAVE_EVERY)
            if self.crowd.is_over:
                return False
            turn, text = turn + 1, f"{text} {self.chance.choice(WORDS)} {self.chance.randint(0, 999)}"
            sent = {"text": text.replace("\n", "\r\n"), "page": known.get("page", ""), "base": base, "turn": turn}
            self._door()
            saved = await self.browser.post(f"{where}save/", sent, SAVE, expected=(200,), HX_Request="true")
            if 'data-state="saved"' in saved.body:
                self.crowd.kept.note_text(link.invitation, position, text)
            else:
                self.crowd.notes.wrong["autosave: not saved"] += 1
        sent = {"text": text.replace("\n", "\r\n"), "page": known.get("page", ""), "base": base, "turn": turn + 1, "go": "next"}
        passed = await self._post(f"{where}?answer=typing", sent)
        if passed.status == 302:
            self.crowd.kept.note_text(link.invitation, position, text)
        return not self.crowd.is_over

    async def _hand_in(self, link: Link) -> None:
        await self._get(f"{link.path}review/")
        done = await self._post(f"{link.path}submit/", {})
        if done.location.endswith("/done/"):
            self.crowd.kept.handed_in.add(link.invitation)
        await self._get(f"{link.path}done/")

    async def _get(self, path: str, expected: tuple[int, ...] = (200,)) -> Answer:
        self._door()
        return await self.browser.get(path, PAGE, expected=expected)

    async def _post(self, path: str, fields: dict[str, object]) -> Answer:
        self._door()
        return await self.browser.post(path, fields, MOVE)

    def _door(self) -> None:
        self.crowd.step(self.browser, self.doors)


POSITIONS = 7  # three questions and four prompts: the spec that the scene makes


# --- candidates who speak -----------------------------------------------------------------------------------------
@dataclass
class Speaker:
    """Speaks the prompts of one interview after the other, a piece a second; some pieces come twice, or late."""

    crowd: Crowd
    links: Iterator[Link]  # each has answered Round 01 and agreed to be recorded

    async def live(self, browser: Browser, chance: random.Random) -> None:
        self.browser, self.chance, self.doors = browser, chance, cycle(self.crowd.doors)
        link = next(self.links, None)
        if link is None:
            self.crowd.troubles.append("There are no links left to speak at.")
            await self.crowd.think(chance, (60, 60))
            return
        for position in range(FIRST_PROMPT, POSITIONS + 1):
            if not await self._speak(link, position):
                return
        await browser.get(f"{link.path}review/", PAGE)
        done = await browser.post(f"{link.path}submit/", {}, MOVE)
        if done.location.endswith("/done/"):
            self.crowd.kept.handed_in.add(link.invitation)

    async def _speak(self, link: Link, position: int) -> bool:
        where = f"{link.path}{position}/"
        await self.browser.get(f"{where}?answer=speaking", PAGE)
        sound = self.crowd.kept.sounds.setdefault((link.invitation, position), SoundKept())
        recording = self.chance.choice(self.crowd.recordings)
        pieces = pieces_of(*recording, self.chance)
        began = time.monotonic()
        for second, (number, data) in enumerate(pieces):
            await asyncio.sleep(max(0.0, began + second * self.crowd.pace - time.monotonic()))
            if self.crowd.is_over:
                return False
            await self._send(where, number, data, sound)
        count = max(number for number, _data in pieces) + 1
        ended = await self._say(f"{where}end/", {"take": 1, "segments": [count]})
        sound.ended_seconds = float(json.loads(ended.body).get("seconds", 0)) if ended.status == 200 else None
        self.crowd.step(self.browser, self.doors)
        given = await self.browser.post(f"{where}keep/", {"take": 1}, MOVE)
        sound.is_given = given.status == 302 and not given.location.endswith(f"/{position}/")
        return not self.crowd.is_over

    async def _send(self, where: str, number: int, data: bytes, sound: SoundKept) -> None:
        name = {"take": 1, "segment": 0, "sequence": number, "sha256": hashlib.sha256(data).hexdigest()}
        self.crowd.step(self.browser, self.doors)
        answer = await self.browser.send(f"{where}piece/?{urlencode(name)}", data, "audio/webm;codecs=opus", PIECE)
        if answer.status == 200 and json.loads(answer.body).get("stored"):
            sound.pieces[number] = data

    async def _say(self, path: str, what: dict[str, object]) -> Answer:
        self.crowd.step(self.browser, self.doors)
        return await self.browser.send(path, json.dumps(what).encode(), "application/json", SOUND)


FIRST_PROMPT = 4


def pieces_of(recording: bytes, seconds: int, chance: random.Random) -> list[tuple[int, bytes]]:
    """A recording cut by the second, in the order in which it is sent: one piece in ten twice, each up to a few places late."""
    size = -(-len(recording) // seconds)
    pieces = [(number, recording[number * size : (number + 1) * size]) for number in range(-(-len(recording) // size))]
    twice = chance.sample(pieces, len(pieces) // 10)
    return sorted([*pieces, *twice], key=lambda piece: piece[0] + chance.uniform(0, 3))


# --- recruiters ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sights:
    """What recruiters look at: addresses."""

    lists: Sequence[str]
    specs: Sequence[str]  # of spec pages, each with its live panel and its candidates behind it
    reports: Sequence[str]


@dataclass
class Recruiter:
    """Signs in by the form; goes from page to page; on a spec's page the live panel asks by itself."""

    crowd: Crowd
    sights: Sights
    email: str
    password: str

    async def sign_in(self, browser: Browser) -> None:
        self.doors = cycle(self.crowd.doors)
        self.crowd.step(browser, self.doors)
        await browser.get("/accounts/login/", "sign-in")
        self.crowd.step(browser, self.doors)
        await browser.post("/accounts/login/", {"login": self.email, "password": self.password}, "sign-in")

    async def live(self, browser: Browser, chance: random.Random) -> None:
        await self.sign_in(browser)
        while not self.crowd.is_over:
            self.crowd.step(browser, self.doors)
            match chance.choices(("spec", "candidates", "report", "list"), (4, 3, 3, 1))[0]:
                case "spec":
                    await self._spec_page(browser, chance)
                case "candidates":
                    await browser.get(f"{chance.choice(self.sights.specs)}candidates/", MEMBER)
                case "report":
                    await browser.get(chance.choice(self.sights.reports), MEMBER)
                case _:
                    await browser.get(chance.choice(self.sights.lists), MEMBER)
            await self.crowd.think(chance, READING)

    async def _spec_page(self, browser: Browser, chance: random.Random) -> None:
        spec = chance.choice(self.sights.specs)
        await browser.get(spec, MEMBER)
        live = f"{spec}live/"
        for _ in range(chance.randint(2, 5)):
            self.crowd.step(browser, self.doors)
            panel = await browser.get(live, LIVE, expected=(200, 204), HX_Request="true")
            if again := _LIVE.search(panel.body):
                live = again[1]
            await self.crowd.think(chance, (LIVE_EVERY, LIVE_EVERY))
            if self.crowd.is_over:
                return
