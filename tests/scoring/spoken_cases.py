"""Answers as people say them, of our own wording: six interviews of four prompts each, of several trades and qualities."""

from __future__ import annotations

from jobspecs.library.loader import library
from scoring.grading.base import GivenAnswer, RubricCompetency
from tests.scoring.mishearing import lexicon_of

INTERVIEWS: dict[str, dict[str, str]] = {
    "bicycle mechanic": {
        "diagnosis_and_repair": """so a woman brought in this electric bike that kept cutting out on hills and two other shops
            had already changed the battery. I rode it myself first because I wanted to feel it happen. then I measured the
            voltage at the controller while my colleague pushed the pedals and it dropped to eighteen every time the fork
            turned left. so the cause was a cable that was pinched in the head tube. I cut it back, put in a new one with more
            slack, and then I rode the same hill three times before I called her. it cost her forty euros instead of a new
            motor.""",
        "customer_care": """there was a man who came back for the third time with the same squeak and he was really loud about
            it. I let him talk until he was finished and I told him that he was right to be angry. I asked him to show me when
            it makes the noise. we went round the block together and I heard it. I promised him a call by noon the next day
            and I kept that. it was the saddle clamp. I didn't charge him and I wrote it on his card so the others would know.""",
        "site_and_workplace_safety": """yeah we always wear the goggles and things like that. I mean it's mostly common sense
            really. someone from the office usually checks it I think. nothing has ever happened to me so I must be doing
            something right.""",
        "working_together": """in the spring when everybody wants their bike at once we had a bad mood in the workshop because
            two of us kept taking the easy jobs. I said it at the morning meeting and suggested that we take them in the order
            they came in. we tried it for a week. I think it went better after that.""",
    },
    "ward nurse": {
        "clinical_care": """I had a patient two days after a hip operation and she told me she felt a bit odd, nothing more. I
            took her pulse and her pressure and she was at a hundred and twelve, and in the chart it was eighty that morning.
            I raised the bed, I called the doctor straight away and told him the numbers and what had changed, and I stayed
            with her. she was bleeding inside. after that I asked that we measure every two hours on the second day and not
            every four, and the ward agreed to that.""",
        "patient_safety_records": """I write everything down at the bed and not at the end of the shift because by then you
            have forgotten half of it. once I found that two patients with the same name were next to each other and a blood
            sample had the wrong label. I stopped it, I phoned the laboratory, took the sample again, and I wrote the incident
            report that same evening. since then we put a red sticker on the file when there are two with one name.""",
        "medicines_practice": """well I check the name and the dose before I give it. if I'm not sure I ask the other nurse.
            one time the dose looked high and I asked the doctor and he changed it.""",
        "working_together": """I get on with everybody. I'm a people person and in my team they all say I'm always in a good
            mood, and I think that is really the most important thing in a team.""",
    },
    "restaurant cook": {
        "kitchen_craft": """on a Saturday we had a hundred and ten covers and the grill went out at half past seven. I moved
            the steaks to two pans and the oven, I took the ribs off the menu and told the waiters which four dishes would
            take longer. I put one cook on the pans only. we were ten minutes late on six tables and nobody sent anything
            back. afterwards I wrote a list of what we can cook without the grill and it hangs by the pass.""",
        "food_safety": """so the delivery of chicken came in at nine degrees, I measured it with the probe in three boxes, and
            our limit is five. I refused it, I took a photo of the thermometer and I noted the number and the time in the log.
            the driver was annoyed. I called the supplier and they found that the cooling had been off since four in the
            morning. because of that they changed the van and we checked every delivery for a month.""",
        "guest_care": """a guest said her soup was cold so I just made her a new one. she was fine with it. you get that
            sometimes, people complain about whatever.""",
        "leading_people": """I had a young cook who was always late with his station. I didn't shout. I sat down with him
            before the shift and asked him what holds him up, and it was that he cut everything after the first order. so we
            made a plan that he prepares the three slowest things first and I looked at it with him at five every day for two
            weeks. he was ready at six from then on.""",
    },
    "warehouse lead": {
        "logistics_and_warehouse": """we had trucks waiting for two hours in the morning. I stood at the gate with a sheet for
            three days and wrote down when each one came and when it left, and I saw that between six and eight we had
            nineteen trucks for four doors. so I agreed time slots with the five biggest carriers and I kept one door free for
            the ones without a slot. waiting went down to twenty five minutes. I looked at it every Friday with the shift
            leads.""",
        "inventory_control": """the stock in the system never matched. we counted everything again at the end of the year and
            corrected it. I found a few pallets in the wrong place and I put them back. I think the scanners were not used all
            the time.""",
        "forklift_and_handling": """a new driver took a corner too fast with the load up high and it tipped against the rack.
            nobody was hurt. I closed the aisle, I unloaded the rack by hand with two others because I did not trust the
            upright any more, and I called the inspector. he found a bent foot. then I showed all eleven drivers the pictures
            and we painted a line where the load has to be down.""",
        "organising_work": """I usually do the most urgent things first and then somehow the rest gets done. I keep it all in
            my head, that works quite well for me.""",
    },
    "support engineer": {
        "technical_troubleshooting": """a customer couldn't print from one program and it had been with us for three weeks. I
            read the old tickets first so that I wouldn't ask the same things again. then I got him to print to a file and
            that worked so it wasn't the program. I compared his machine with his neighbour's, and the difference was a driver
            from two thousand nineteen. I rolled it back on his, and on the other eight that had it, and I wrote an article
            with the steps. we had no ticket about it since.""",
        "complaint_resolution": """he had been charged twice and he wrote that he would go to a lawyer. I checked the account
            and saw that he was right. I called him the same day, told him what had gone wrong, and that the money would be
            there by Thursday. I asked the billing team for the receipt and sent it to him. on Friday I called again to see
            whether it had come, and it had.""",
        "knowledge_and_self_service": """I have written some articles. I try to keep them short and clear. people have told me
            they are good.""",
        "clear_communication": """when something is down I write one message every thirty minutes even when there is nothing
            new, because otherwise they all start calling. I say what is broken, what still works and when they hear from me
            again. no abbreviations. in the last outage we had forty calls, and the time before that without the messages it
            was over two hundred.""",
    },
    "payroll clerk": {
        "payroll": """in March the overtime of the night shift was missing for sixty two people. I noticed it because I
            compare the total with the month before and it was nine thousand lower. the cause was a new code in the time
            system that nobody had told us about. I stopped the run, I entered the code, I ran it again and checked ten people
            by hand. everybody was paid on the day. now the time team has to tell us a week before they change a code, we
            wrote that down.""",
        "accurate_records": """I keep a list of every change with the date, who asked for it and the paper it came with. at
            the end of the month I go through it with a colleague who has not entered anything herself. we find about two
            mistakes a month that way and we fix them before the money goes out.""",
        "hr_operations": """I did the contracts and the letters. it was a lot. there was a template for most of it so I filled
            that in and sent it off.""",
        "solving_problems": """we had the problem that the sick notes came in late. I talked to the managers and asked them to
            send them faster. some did. I also put up a reminder. it got a little better I would say.""",
    },
}


def rubric_of(interview: str) -> tuple[RubricCompetency, ...]:
    """What this interview is graded by: competencies of the library, for their own duties."""
    found = []
    for key in INTERVIEWS[interview]:
        known = library().find(key)
        assert known is not None, key
        found.append(RubricCompetency(key, known.name, known.definition, "", known.wording.anchors))
    return tuple(found)


def answers_of(interview: str) -> tuple[GivenAnswer, ...]:
    given = []
    for position, (key, text) in enumerate(INTERVIEWS[interview].items(), start=1):
        known = library().find(key)
        assert known is not None, key
        prompt = known.wording.voice[0].prompt.format(duty="do this work", title=interview)
        given.append(GivenAnswer(str(position), key, prompt, sentences_of(text)))
    return tuple(given)


def sentences_of(text: str) -> str:
    """On one line, each sentence beginning with a capital letter, as a transcript has it."""
    parts = " ".join(text.split()).split(". ")
    return ". ".join(part[:1].upper() + part[1:] for part in parts)


LEXICON = lexicon_of(
    [*(text for answers in INTERVIEWS.values() for text in answers.values())]
    + [" ".join(c.wording.anchors) for c in library().competencies()]
)
