"""Answers of our own wording from many trades, for tests of what must not move a score. Nobody said them.

`ANSWERS` has all of them: the ones below, the cases about payments and the spoken ones. Each comes with its question and
with the rubric that it is graded by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from jobspecs.library.loader import library
from scoring.grading.base import GivenAnswer, Grade, RubricCompetency
from scoring.grading.offline import OfflineGrading
from tests.scoring import grading_cases, spoken_cases


@dataclass(frozen=True)
class Answer:
    """An answer to one question, and roughly what somebody who reads it would say of it ("" where nobody said)."""

    name: str
    competency: str
    quality: str  # "strong", "middling", "weak" or ""
    question: str
    text: str
    rubric: tuple[RubricCompetency, ...]

    @property
    def target(self) -> RubricCompetency:
        """The row of the rubric that the question asks about."""
        return next(competency for competency in self.rubric if competency.key == self.competency)

    def grade(self, text: str | None = None) -> Grade:
        """What the offline grader gives for this answer, or for another text in its place."""
        return _grade(self, self.text if text is None else text)

    def score(self, text: str | None = None) -> int:
        """The same, for texts that must have a score."""
        score = self.grade(text).score
        assert score is not None, self.name
        return score


@lru_cache(maxsize=65_536)
def _grade(answer: Answer, text: str) -> Grade:
    """Kept, since many tests ask for the same one."""
    given = GivenAnswer("a1", answer.competency, answer.question, text)
    return next(grade for grade in OfflineGrading().grade(answer.rubric, [given]).grades if grade.competency == answer.competency)


_WRITTEN: dict[tuple[str, str], str] = {
    ("payroll", "strong"): """In my second month a supervisor told me that nine cleaners had been paid without their
        Sunday supplement. I compared their hours with the roster and found that a new shift code had no rule attached
        to it. I worked out what each of the nine was owed, asked my manager to release an extra payment, and it was in
        their accounts two days later. Then I looked for other codes without a rule and found two more, which nobody had
        used yet. Since then I run a comparison with last month by person before every run and anything that differs by
        more than ten percent I check by hand. In the following year we had one correction instead of about one a month,
        and that one was a wrong bank number.""",
    ("payroll", "weak"): """I entered the hours every month and then the program did the rest. If somebody was not happy
        with the payslip I told them to call the tax office or their manager because I only enter what I get. Mistakes
        happen everywhere, and in the end they usually come right in the next month. I am very accurate as a person and
        colleagues have always said so. I would say that with payroll the most important thing is to be on time.""",
    ("clinical_care", "strong"): """An eighty year old man on my ward had been settled all morning, but when I brought
        his lunch he did not recognise me. I took his blood pressure, pulse, temperature and sugar straight away; his
        pulse was 118 and his temperature was 38.6. I called the doctor, gave the figures, and said that I was worried
        about sepsis because his catheter had been changed the day before. I took blood cultures before the first dose
        of antibiotics was given, and then measured him every fifteen minutes. His daughter was in the corridor, so I
        told her what we were doing and why. He was moved to the high care unit within the hour and came back to us four
        days later. Afterwards I suggested that we note confusion on the observation chart as a number, and the ward
        still does that.""",
    ("clinical_care", "middling"): """We had a lady after a knee operation who was in a lot of pain in the night. I
        looked at her chart and saw that she could have something more, so I gave it and wrote it down. I came back
        after half an hour and asked her how it was and she said it was better. In the morning I told the day shift
        about it in the handover so that they would keep an eye on her. She went home on the Thursday as it was planned.""",
    ("site_and_workplace_safety", "strong"): """We were taking down a scaffold behind a school and I saw that one of the
        new lads had unclipped his harness to reach a coupling. I stopped the work and got him down first. I didn't
        shout, I asked him to show me what he could not reach, and it turned out that the lanyard was thirty centimetres
        too short for that bay. So it was not laziness. I reported it as a near miss the same day, we got longer
        lanyards from the yard, and I measured every bay before we went on. At the next morning talk he explained it to
        the others himself. I kept a list of near misses after that, with him, and in eight months we wrote down 31 and
        had nobody hurt; the year before there had been three accidents.""",
    ("site_and_workplace_safety", "middling"): """There was a ladder on our site with a cracked rung. I saw it when I
        wanted to go up, so I took it away and put a note on it that it must not be used. I told the foreman and he got
        us another one in the afternoon. Until then we did something else on the ground floor. I always look at a ladder
        before I use it. We had to leave the windows for the next day, but I think that was right because somebody could
        have fallen.""",
    ("teaching_practice", "strong"): """In a class of 28 I had six pupils who could not add fractions although we had
        done it for two weeks. I gave everybody a short test of five questions on a Monday, and it showed that those six
        added the bottom numbers as well. So they had not understood what a fraction is. For the next three lessons I
        put them at one table with paper strips that they folded and coloured, while the others worked on problems that
        I had prepared at two levels. On the Friday I gave the same test with other numbers and five of the six had four
        or more right. The last one I saw for ten minutes before school for a while. I changed the plan for the next
        year: the strips now come before the rule, and my colleague in the other class has taken it over.""",
    ("teaching_practice", "middling"): """When pupils do not understand something I explain it again in a different way.
        Last year with the water cycle some of them got lost, so I made a drawing on the board and let them copy it and
        label it. I walked around and helped the ones who were stuck. At the end I asked a few questions and most hands
        went up. In the test it was okay, a few were still weak in it and I gave them an extra worksheet to take home.""",
    ("retail_and_floor", "strong"): """Our shelf of baby food was always half empty on Saturdays although the stock room
        was full. For two weekends I wrote down at what time each gap appeared and who was on the floor. Nearly all of
        them came between eleven and one, because both of us who fill that aisle were sent to the tills. I showed the
        sheet to my manager and proposed that one of us stays on the floor until one and that we fill the aisle to the
        top on Friday evening. We tried it for four weeks. Gaps went from about twenty to three on a Saturday, and sales
        of that aisle rose by 14 percent compared with the month before. I also moved the two best sellers to eye height
        since they ran out first. The other aisles do the same now.""",
    ("retail_and_floor", "weak"): """I like to work on the floor because you meet all sorts of people there. I make sure
        that everything looks nice somehow and when a customer wants something I send them to the right place or to
        somebody who knows. Usually the shelves get filled in the night, so I do not have much to do with that. If
        something is missing then it is missing, and they can come back another day. I think a smile is the most
        important thing in a shop.""",
    (
        "professional_driving",
        "strong",
    ): """On the A7 in November it began to freeze while I was
        carrying eleven pallets of glass. I slowed down to fifty and left a gap of a hundred metres, and at the next car
        park I stopped and checked the load, because one strap had been new that morning. It had stretched by a hand's
        width, so I tightened it and put a second one over it. Then I called the dispatcher and told her that I would be
        ninety minutes late, so that the customer could send his men home. I waited until the road had been salted.
        Nothing was broken when we unloaded, and the customer signed for all eleven. I wrote about the strap in my
        report and since then the depot marks new ones with a red tag so that drivers check them after the first hour.""",
    ("professional_driving", "middling"): """Last winter I had a delivery in the mountains and the weather turned bad on
        the way. I drove slowly and put the chains on before the pass. It took me an hour longer than planned. I phoned
        the customer from the car park to let him know. When I arrived I helped to unload and everything was complete. I
        checked the tyres and lights in the morning before I left, as I do every day, so I was not worried about the
        lorry.""",
    ("production_ownership", "strong"): """Our search service returned empty pages for some users on the morning of a
        sale. I took the lead in the incident channel and asked one colleague to keep support informed while I read the
        logs. Errors had begun four minutes after a deployment, so I rolled it back first, although I was not sure that
        it was the cause, and the share of empty pages fell from 12 percent to zero. The root cause was a field that the
        new version wrote in another format and that old nodes could not read. I wrote the postmortem with three
        actions: a test that reads the records of the previous version, a slower rollout to five percent of traffic, and
        an alarm on empty results. I checked the alarm by breaking it on purpose in staging. It has caught two problems
        since, both before customers saw them.""",
    ("production_ownership", "weak"): """In my last company we had operations people for that, so when something broke
        at night it was not really my thing. I wrote the features and they ran them. Sometimes they asked me a question
        the next morning and I looked at it quickly and it was generally some configuration. I have good knowledge of
        monitoring, logging, tracing and alerting, and I am convinced that developers should take ownership. I would be
        happy to be on call if that is needed.""",
    ("recruiting", "strong"): """A team wanted a data engineer and had turned down 14 people in four months. I sat down
        with the lead and went through the notes of all fourteen, and nine had been turned down for reasons that were
        not in the advert. So we wrote down together which four things were needed on day one and which could be learnt,
        and for each of them one question and what a good answer sounds like. I asked both interviewers to write their
        marks before they talked to each other. I also rang the three people that had come closest. We hired one of them
        within five weeks, and after six months the lead told me she would hire her again. For the next roles we began
        with that meeting, and the time to hire went from 71 days to 38 over the year.""",
    ("recruiting", "middling"): """I was responsible for filling two posts in the warehouse office. I wrote the advert
        with the manager, put it on the usual sites and looked through about sixty applications. I invited eight and
        prepared a list of questions so that we asked everybody the same. In the end we took two people. I sent the
        others a friendly letter. One of the two left after half a year because of the distance, and I should have asked
        about that.""",
    ("guest_care", "strong"): """A family arrived at ten in the evening and their room had been given away by mistake,
        because it had been booked twice through two sites. The children were asleep on their arms. I apologised and
        said at once that it was our fault, gave them tea and a sofa behind the desk, and called three hotels near us.
        One had a room, so I paid the taxi and the night from our account and carried their bags out. The next morning I
        rang to ask how they had slept and offered them a bigger room for the remaining two nights, which they took.
        Then I traced how it had happened: the two sites updated only once an hour. I asked the owner to keep one room
        off the smaller site and double bookings stopped; we had had five that summer.""",
    ("guest_care", "weak"): """Guests complain a lot, mostly about small stuff like the noise or the coffee. I listen
        and say that I am sorry, and that is generally enough. Once someone was really rude about the shower and I told
        him that the others had no problem with it. He left a bad review but whatever, you cannot make everybody happy.
        I would describe myself as a real people person with a big heart and I never lose my smile.""",
    ("kitchen_craft", "strong"): """On a Saturday with 140 covers my fish station fell behind by half an hour. I looked
        at the tickets and saw that the turbot was the problem: it was ordered twice as often as I had planned, and it
        takes eleven minutes. I told the pass honestly that it would be late, asked the commis to portion and salt the
        rest at once, and put a second pan on the cold end so that I could start four together. I tasted each sauce
        before it left because under pressure I salt too much. We were level again within forty minutes and two plates
        came back out of all. On Monday I counted the orders of the last six Saturdays, changed my list so that twelve
        portions are ready at six, and took the slow garnish off the weekend menu after talking to the chef. It has not
        fallen behind since.""",
    ("kitchen_craft", "middling"): """I worked the grill for two years. On a busy night you have to keep your place
        clean and have everything ready before the service begins. Once the delivery of the beef came too late, so I
        spoke with the chef and we put the pork on the menu instead. I cut it, made the marinade, and showed the waiters
        how to describe it. It sold well and nobody complained. The next time I ordered a day earlier.""",
    (
        "case_management",
        "strong",
    ): """I looked after a woman who had lost her flat and had two
        children in different schools. In our first meeting I asked her what had to be solved this week and what could
        wait, and she said the schools. So I called both and agreed with the district that a bus would take the younger
        one for two months. I made a plan with her on one page: who does what, by when. I went through it with her each
        Tuesday. When the housing office had not answered after ten days I went there with her, because the file had
        been passed on to a colleague who was ill. She moved in after seven weeks. I had written each step down, and
        when I was on leave my colleague could carry on without asking her everything again. We use that page for all
        families now and the number of missed appointments fell from a third to one in ten.""",
    ("case_management", "weak"): """It is important to be there for people and to have an open ear. I had many different
        clients with all kinds of problems and I tried to support them as well as I could. Often the offices are slow
        and there is nothing you can do about it. I gave them the phone numbers and they had to call there. Some of them
        got better and some did not. What I learned is that everybody is different and that you need a lot of patience.""",
    ("laboratory_practice", "strong"): """Our blanks in the lead measurement were too high on three days in a row. I
        stopped reporting results and told the two customers who were waiting. I prepared five blanks and changed one
        thing each time: water, acid, tubes, pipette tips, and the bench. Only the ones with the new tubes were high, at
        0.8 instead of 0.05. I rinsed a batch of tubes with acid, measured again, and the blanks were fine, so it was
        the tubes. I noted the lot number, sent it to the supplier, who confirmed it, and repeated 22 samples that had
        been measured with that lot; four results changed by more than the limit and I sent corrected reports with an
        explanation. Since then we test two tubes of every new lot before it goes on the shelf, and I added a line for
        that to the procedure.""",
    (
        "laboratory_practice",
        "middling",
    ): """I did the pH and conductivity of water samples for
        about a year. Once the values jumped around, so I calibrated the electrode again with the two buffers. It was
        still not good and then I saw that the membrane was dry. I put in a new one and measured the samples of that
        morning again. I wrote it in the logbook. After that I stored the electrode in the solution every evening, which
        I had sometimes forgotten.""",
}


def _written() -> list[Answer]:
    found = []
    for (key, quality), text in _WRITTEN.items():
        known = library().find(key)
        assert known is not None, key
        rubric = tuple(_row(each) for each in (key, "clear_communication", "solving_problems"))
        question = known.wording.voice[0].prompt.format(duty="do this work", title="colleague")
        found.append(Answer(f"{key}-{quality}", key, quality, question, " ".join(text.split()), rubric))
    return found


def _row(key: str) -> RubricCompetency:
    known = library().find(key)
    assert known is not None, key
    return RubricCompetency(key, known.name, known.definition, "", known.wording.anchors)


def _cases() -> list[Answer]:
    return [
        Answer(
            f"{case.competency}-{case.quality}-{at}",
            case.competency,
            case.quality,
            grading_cases.QUESTIONS[case.competency],
            case.text,
            grading_cases.RUBRIC,
        )
        for at, case in enumerate(grading_cases.CASES)
    ]


def _spoken() -> list[Answer]:
    return [
        Answer(f"{name}-{given.competency}", given.competency, "", given.question, given.text or "", spoken_cases.rubric_of(name))
        for name in spoken_cases.INTERVIEWS
        for given in spoken_cases.answers_of(name)
    ]


WRITTEN = _written()
ANSWERS = [*WRITTEN, *_cases(), *_spoken()]
