"""Talk of six kinds that nobody who mended the grader had read: for saying how far a remedy reaches.

Written by somebody who had not seen the grader. Whoever mends it next looks at disguises.py and other_talk.py, never at these
sentences; else the figures about them say nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping

SMALL_TALK = """I came by tram today. There was a man on it with a parrot on his shoulder, and no one so much as looked up. We had
    our first frost on Tuesday and I scraped the windscreen with a library card. My daughter started school three
    weeks ago. She cried on the first day, and on the second day she didn't want to come home. For lunch I made a
    lentil soup from what was left in the cupboard. It fed us for two days. I ran a half marathon in October, in two
    hours and nineteen minutes, and I was very nearly last. Our boiler packed up on Christmas Eve and we wore our
    coats at the table. My uncle got it going again with a hairdryer. I've been learning the accordion, much to the
    sorrow of the people downstairs. Last night the power went off for an hour, so we lit candles and played cards.
    I won, for once. My husband comes from a family of nine, and every birthday is like a wedding. The traffic by
    the bridge was at a standstill because of the roadworks. I phoned my brother from the queue and he told me he
    had bought a boat. He can't swim, mind you. In summer we camped beside a lake for ten days, and it poured on
    eight of them, so we learnt every card game the children's uncle knew. I sold my old motorbike in June and have
    missed it ever since. We painted the hall yellow, and then we painted it white again. The heat last week was
    unbearable. I dug out the fan from the loft, cleaned it, plugged it in, and it blew the fuse. My gran taught me
    how to make dumplings when I was seven, and I've never written it down. I spent Sunday looking for the hamster.
    He turned up behind the fridge at around four, fat and happy."""
PRAISE = """What a beautiful office you have. I've admired this firm ever since I was at school. They came to our class once to
    talk about apprenticeships, and I kept the leaflet for years. Your annual report was a real pleasure to read,
    and I don't often say that about reports. It showed that sales went up by twelve percent while hardly anyone
    left. You treat your suppliers decently. My cousin delivers to your warehouse and he's always offered a cup of
    tea. I listened to the podcast with your head of operations on the way here, all forty minutes of it. He
    explained everything so clearly that even I could follow. Your name stands for quality, and people around here
    know it. I was struck by how kindly the lady on the phone spoke to me. The induction programme you offer to
    newcomers is supposed to be the finest in the county. Nothing else comes close. Last year you opened two new
    sites and took on eighty people, when others were letting them go. That took some courage. I bought one of your
    jackets in the sale and it has outlived two pairs of boots. The values on the wall downstairs could have been
    written by me. You've been voted best employer three times, if I remember rightly. An old teacher of mine, who
    knew the place well, said that if I ever got the chance to join you, I should grab it with both hands. The way
    your staff look after elderly customers brought a lump to my throat. I read that you pay for people's courses
    and give them time off to study. It's a modern outfit with good old-fashioned manners. Your reputation goes
    before you, even abroad. The panel today has been so friendly that I've quite forgotten to be frightened. I'd
    tell anyone who asked me that this is the place to be."""
MAXIMS = """Two heads think further than one. It's the last ten percent of a task that shows who did it. A complaint is a gift
    that comes badly wrapped. You never get a second go at a first meeting. One has to know the rule before one may
    bend it. Somebody who says sorry quickly is seldom asked to say it twice. A tidy bench makes a tidy mind. If you
    want to understand a process, you go and stand next to the person doing it, you keep quiet, and you watch until
    you stop being surprised. Most quarrels at work are about who wasn't told. Experts agree that short breaks raise
    output more than long hours do. And yet hardly anyone takes them. Patience is cheaper than repair. You hire for
    attitude and you train for skill, that's an old truth. Where everyone is in charge, nobody is. An honest no is
    worth more than a hurried yes. When the deadline moves, the first thing to do is tell the people who are
    waiting. No tool is better than the hand that holds it. One study of four hundred offices found that a daily
    chat of ten minutes halved misunderstandings. Mistakes are the tuition fees of working life. The customer may
    not always be right, but is always the customer. You should leave a place a little better than you found it.
    Good teams argue about the matter and never about the person. What gets praised gets repeated. A person who
    prepares for the worst can enjoy the rest. Numbers tell you what happened, but only people can tell you why."""
SELF_PRAISE = """I'm someone who sees what needs doing and does it. Nobody has ever had to tell me a thing twice. I brought order
    into every department I ever set foot in. My strengths are patience, planning and a good sense of humour. I've
    been told that I light up a room. With me, what you see is what you get. I handled hundreds of difficult
    situations in my career, with all sorts of people and in all sorts of places, and found a good way out of each.
    I've always put the team first, even when it cost me. People simply trust me. They tell me things they wouldn't
    tell anyone else, and it stays with me. I work quickly, accurately and without fuss. In my previous positions I
    took on extra responsibility, mentored others and improved how things were done. I can juggle five things at
    once and not drop any of them. My appraisals have been outstanding for eight years in a row. I'm a born problem-
    solver, and my whole family says the same. I regularly went above and beyond what was asked of me. Computers
    hold no terrors for me, and neither do angry customers. I am the first to arrive and the last to leave. My
    former supervisor used to say that she wished she had ten of me. I take feedback very well and I act on it at
    once. Throughout my working life I've spotted mistakes before they could do any harm. I have a gift for
    explaining complicated matters so that anyone can grasp them. I saved my employers a great deal of money over
    the years, easily tens of thousands. Stress doesn't bother me in the least. Whatever team I joined, it soon
    became the best one in the building."""
FILLER = """Hm, an interesting one. Let me just take a sip of water before I answer. So you'd like to hear about how I deal with
    that kind of thing. I knew that something like this would come up, I even said so to myself last night, and now
    that it has, my mind's gone completely blank. Give me a moment, it's coming. I'd say there are two parts to my
    answer, and I'll take the second one first. Actually, no, let me start again. How shall I put this? To be
    perfectly frank with you, and I do want to be frank, it isn't easy to say. I may have mentioned this already, in
    which case I apologise. It goes without saying, of course, but I'll say it anyway. You know what I mean. I'm
    picking this example because I believe it fits your question particularly well. In a minute I'll explain exactly
    what I did about it. But before I get to that, a word on the background. It was, how can I say, a bit of this
    and a bit of that. I don't want to bore you with the details. Maybe, maybe not, one can never be entirely sure
    about these matters. Coming back to what you asked me at the start. Was there a second half to the question? All
    things considered, and taking one thing with another, that's roughly where I stand. I realise that was rather a
    roundabout way of putting it. I've probably said enough on that now. Let me finish by thanking you for your
    patience. And that, in a nutshell, is my answer."""
CHATBOT = """Navigating workplace challenges requires a thoughtful blend of analytical thinking and interpersonal skill. One of
    the cornerstones of excellence is the willingness to learn. When faced with competing demands, I prioritise
    tasks according to urgency, impact and alignment with overarching goals. Every interaction is an opportunity to
    create value. I began by conducting a thorough analysis of the situation in order to uncover the underlying
    causes. From there, I collaborated closely with key partners across several functions to design, test and
    introduce a tailored solution that addressed their unique requirements and anticipated future ones. Consistent
    follow-up then ensured that the benefits were fully realised. As a result, morale improved, productivity rose
    and relationships were strengthened. Embracing change with a positive outlook is crucial for long-term success.
    A customer-centric philosophy lies at the heart of any high-performing service. Furthermore, documenting best
    practices supports knowledge sharing and promotes consistency across teams. It is equally vital to recognise the
    human dimension behind every process. By maintaining composure, demonstrating empathy and focusing on solutions,
    I de-escalated the situation and restored confidence. Such moments highlight the transformative power of
    teamwork. To achieve optimal outcomes, it is advisable to define roles clearly, establish timelines and review
    progress at regular intervals. Innovation flourishes where curiosity is encouraged. I utilised a range of tools
    and techniques to track performance and refine our approach accordingly. This comprehensive strategy yielded
    measurable improvements and set a new benchmark for future initiatives. In conclusion, proactive engagement and
    strategic foresight are indispensable in the modern workplace. My unwavering dedication to quality enabled me to
    surpass expectations at every stage. Diverse perspectives enrich discussions and lead to more robust decisions.
    Key takeaways include the significance of preparation, the value of flexibility and the need for ongoing
    reflection. I cultivated a supportive atmosphere in which colleagues felt empowered to voice their ideas. With a
    clear vision and a collaborative spirit, even the most daunting obstacles can be overcome. This underscores how
    small, intentional steps can generate profound and lasting impact."""
UNSEEN_TALK: Mapping[str, str] = {
    "unseen small talk": SMALL_TALK,
    "unseen praise": PRAISE,
    "unseen maxims": MAXIMS,
    "unseen self-praise": SELF_PRAISE,
    "unseen filler": FILLER,
    "unseen chatbot": CHATBOT,
}
