"""Texts of 100 KB that were written to be slow. `python -m tests.jobspecs.long_texts` prints what each takes to draft."""

from __future__ import annotations

import time

from tests.jobspecs.trade_postings import ALL

LENGTH = 100_000  # characters
_REPEATED = {
    "one beginning of a requirement": "ability to ",
    "requirements in one line": "ability to do sales, ",
    "requirements, a line each": "Ability to manage things and lead people\n",
    "verbs in one line": "manage, lead, ",
    "verbs, a line each": "Manage, lead, plan, and coach the team\n",
    "sentences of one word": "Manage. Lead. ",
    "a list with semicolons": "manage the team; lead; ",
    "capitals": "MANAGE THE SALES TEAM AND ",
    "items of HTML": "<li>Manage sales</li>",
    "entities": "&nbsp;&amp;lead ",
    "dashes": "manage - lead -- ",
    "rows of a table": "Manage sales\tE\n",
    "lines run together": "requiredHigh schoolMust haveAbility to workManage the team",
    "headings": "Requirements:\nDuties:\nManage sales\n",
    "single words": "manage\n",
}
_NUMBERED = {
    "duties, none like another": "- Manage project number{n} and lead team{n} with customer{n}\n",
    "requirements, none like another": "- Experience with tool{n} and system{n} required\n",
}


def _postings() -> str:
    texts = "\n\n".join(ALL.values())
    return (texts * (LENGTH // len(texts) + 1))[:LENGTH]


TEXTS = {
    **{name: (text * (LENGTH // len(text) + 1))[:LENGTH] for name, text in _REPEATED.items()},
    **{name: "".join(text.format(n=n) for n in range(LENGTH // len(text) + 1))[:LENGTH] for name, text in _NUMBERED.items()},
    "postings of many trades": _postings(),
}


def main() -> None:
    from jobspecs.drafting.base import DraftingFailed
    from jobspecs.drafting.offline import OfflineDrafting
    from jobspecs.drafting.whole import draft_spec
    from jobspecs.questions.offline import OfflineQuestions

    for name, text in TEXTS.items():
        began = time.process_time()
        try:
            draft = draft_spec(text, drafting=OfflineDrafting(), questions=OfflineQuestions())
            ended = f"{len(draft['competencies'])} competencies"
        except DraftingFailed:
            ended = "refused with advice"
        print(f"{time.process_time() - began:5.2f} s  {name}: {ended}")


if __name__ == "__main__":
    main()
