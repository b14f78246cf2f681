"""What a language model is told when it writes questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jobspecs.drafting.prompts import DATA, between_marks
from jobspecs.questions.base import Brief, BriefCompetency

WRITTEN = """Write {count} that applicants answer in writing. Each puts one concrete case of this very job before them: \
something has happened, and they say what they do, decide or work out, as on a working day there. Use things, numbers and people \
of the description. Do not ask "tell me about", "how would you approach" or what they have done elsewhere."""

VOICE = """Write {count} that an interviewer asks aloud about what applicants have done themselves. Each names a piece of work \
of this job and asks for one time when they did something like it, what they did and what came of it. Then two probes each: \
short questions that follow it up."""

QUESTIONS = f"""You write the questions of structured interviews. You are given a role and its job description.
{DATA}

{{task}}
Question 1 measures the first competency of the list of questions, question 2 the second, and so on. For each question:
- competency: the key of the competency that it measures, as the list of questions has it.
- words: the duty that it is made from, in six to twenty words copied letter for letter from the description.
- text: the question, in 20 to 50 words, to the applicant as "you". It would make no sense for another job, and ends in what is \
asked, with a question mark.
{{probes}}- strong, adequate, weak: what a strong, an adequate and a weak answer shows, in at most fifteen words each, about the \
answer and not as the applicant: "Names the cause, and how it was checked."
Ask nothing about age, health, family, origin, religion, politics or the like. Write in the language of the description."""

_PROBES = '- probes: two short questions that follow it up, like "What did it change?".\n'


def question_instructions(kind: str, count: int) -> str:
    """For a round of this kind."""
    task = (VOICE if kind == "voice" else WRITTEN).format(count="one question" if count == 1 else f"{count} questions")
    return QUESTIONS.format(task=task, probes=_PROBES if kind == "voice" else "")


def question_prompt(brief: Brief, order: Sequence[BriefCompetency], avoid: Collection[str], *, anew: bool) -> str:
    """The role, what each question is to measure, for another wording what was asked already, and the description."""
    role = [f"{brief.title} ({brief.level})", "", "Competencies:"]
    role += [f"- {c.key}, {c.name}: {c.for_this_role}" for c in {c.key: c for c in order}.values()]
    role += ["", "List of questions:"]
    role += [f"{number}. {competency.key}" for number, competency in enumerate(order, start=1)]
    # Those of the other round ask otherwise anyway, and a small model would only copy them.
    if avoid and anew:
        role += ["", "Asked already, so ask of something else:", *(f"- {' '.join(text.split())}" for text in avoid)]
    return f"{between_marks('role', chr(10).join(role))}\n\n{between_marks('description', brief.description)}"
