"""Talk of the same four kinds as in disguises.py, in other sentences. Read while version 4 of the grader was made."""

from __future__ import annotations

from collections.abc import Mapping

SMALL_TALK = """Good afternoon, and thanks for making the time. Sorry about the noise, they are digging up the street
    outside. I made myself a tea before we began. My sister lent me her laptop for this because mine broke on Tuesday. We
    went to the lake on Sunday and the water was freezing. Our dog chased a squirrel and fell in. I got up at six and went
    for a run. I cooked lasagne for eight people last night and it turned out fine. The bus came late, so I walked the last
    mile. Yesterday my son lost his first tooth. I finished a novel about sailors in 1840. My flat is small but it has a
    balcony with tomatoes. I watched the match and we won three to one. I called my mother this morning. Two of my friends
    got married in June. I fixed my own bike chain on the way here. It rained, then the sun came out. I bought new shoes for
    this. The traffic report said there was a jam on the ring road."""
PRAISE = """I followed your firm since its first year. What you built in this city is remarkable. My uncle worked for you
    and he always told us how well he was treated. I tried your service last month and it solved my problem within a day.
    Your team answered my call in two minutes. In the last three years you opened four new sites and kept every job. I was
    at your open day and talked with two engineers, and they convinced me. You set the standard and others follow. I
    compared ten employers and yours came out first. When I saw the advert I knew at once that this was for me. I wrote my
    application the same evening. The newspaper reported that your customers are the happiest. I would bring energy and
    loyalty to you. Your review process is documented and fair, I heard. You were founded by two sisters who began in a
    garage."""
MAXIMS = """Prevention beats repair every time. If you do not measure it, you cannot manage it. Rome was not built in a day.
    You need to get the basics right, then everything else follows. What gets written down gets done. In this trade the one
    who checks twice sleeps well. Before any change there must be a test, and after any change there must be a review. Teams
    that talk to each other solve problems faster. A deadline is a promise. When two people disagree, the data decides.
    Nobody ever got better by hiding an error. The root cause is rarely what it seems. As the saying goes, trust is good and
    control is better. People remember how you treated them. In general I think that documentation saves time because new
    colleagues understand it. Experience has taught the industry that small batches reduce risk. Studies found that feedback
    improved results by 20 percent. Every process was once an idea that somebody wrote on a napkin. A leader serves. Things
    went wrong in many companies because nobody owned them. I learned that honesty pays and that planning prevents trouble."""
SELF_PRAISE = """I bring fifteen years of experience to the table. My colleagues describe me as calm and thorough. I
    consistently delivered excellent results in all my positions. I have managed projects of every size and always finished
    on time. I successfully led teams and improved processes wherever I went. I am certified and I keep my knowledge up to
    date. I have dealt with all sorts of customers and resolved every complaint. I achieved a lot and I am proud of it.
    Whatever was thrown at me, I handled it. I solved problems that others could not solve. I exceeded my targets every
    year. I was promoted twice because of my work. I have a proven record of reducing costs and increasing quality. I take
    ownership, I drive change, and I deliver. I analysed, planned, tested and documented everything with great care. I
    increased efficiency significantly. I am the person people called when things broke."""
OTHER_TALK: Mapping[str, str] = {
    "other small talk": SMALL_TALK,
    "other praise": PRAISE,
    "other maxims": MAXIMS,
    "other self-praise": SELF_PRAISE,
}
