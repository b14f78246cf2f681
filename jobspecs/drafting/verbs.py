"""The verbs that duties begin with, and their way back from "manages" and "managing" to "manage"."""

from __future__ import annotations

from functools import lru_cache

_VERBS = """
accelerate accept accompany account achieve acquire act adapt address adhere adjust administer adopt advance advise advocate align
allocate analyse analyze answer anticipate apply appraise approve arrange articulate assemble assess assign assist assume assure
attend attract audit author automate balance bake brief bring broaden budget build calculate calibrate call canvass care carry
catalog catalogue champion change check clean close coach code collaborate collate collect command communicate compare compile
complete compose conceive conceptualise conceptualize conduct configure confirm connect consolidate construct consult contact
contribute control convert convey cook coordinate correct correspond counsel create cultivate curate customise customize cut
dedicate define deliver demonstrate deploy describe design detect determine develop devise diagnose direct discover discuss
dispatch display dispense distribute document draft draw drive earn edit educate elevate eliminate embed empower enable encourage
enforce engage engineer enhance ensure enter escalate establish estimate evaluate evangelise evangelize examine execute expand
expedite explain explore extend extract facilitate file fill finalise finalize find fix follow forecast formulate foster fulfil
fulfill gain gather generate give govern grow guard guide handle help hire host identify illustrate implement improve increase
influence inform initiate innovate inspect inspire install instruct integrate interact interface interpret interview introduce
investigate issue iterate keep knead label launch lay lead learn leverage liaise lift listen load locate log maintain manage
manufacture map market maximise maximize measure meet mentor merchandise migrate minimise minimize mix model moderate modify
monitor motivate move navigate negotiate nurture observe obtain offer onboard operate optimise optimize orchestrate order organise
organize orient originate oversee own pack package participate partner perform persuade pick pilot pitch place plan post prepare
present preserve prevent price prioritise prioritize process procure produce program project promote propose prospect protect
provide prune publish purchase pursue qualify raise reach read reason receive recognise recognize recommend reconcile record
recruit redesign reduce refactor refer refine register reinforce relay remove render repair replace report represent research
resolve respond restock restore retain retrieve review revise rotate route run safeguard sample scale scan schedule scope screen
scrub secure seek select sell send serve service set shape share shelve ship shoot sign simplify solicit solve sort source
spearhead specify sponsor staff standardise standardize start steer stock stay store strategise strategize streamline strengthen
structure study submit summarise summarize supervise supply support survey sustain take target teach tend test track train
transcribe transfer transform translate transport travel treat triage troubleshoot tune uncover understand undertake unload update
upgrade upload uphold use utilise utilize validate verify visit visualise visualize wash watch weigh weld work write
"""
_IRREGULAR = {
    "led": "lead",
    "built": "build",
    "wrote": "write",
    "ran": "run",
    "oversaw": "oversee",
    "made": "make",
    "making": "make",
    "makes": "make",
}
_DOUBLING = frozenset("control cut get map plan program refer run scan scrub set ship shop spot stop submit transfer".split())
VERBS = frozenset(_VERBS.split()) | {"make", "architect", "conceptualise"}


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s")


def gerund(verb: str) -> str:
    """ "manage" → "managing"."""
    if verb in _DOUBLING:
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, str]]:
    """Every form → (base, which form)."""
    forms = {form: (base, "ing" if form.endswith("ing") else "s") for form, base in _IRREGULAR.items()}
    for verb in VERBS:
        forms[_third_person(verb)] = (verb, "s")
        forms[gerund(verb)] = (verb, "ing")
    forms.update({verb: (verb, "base") for verb in VERBS})
    return forms


def base_form(word: str) -> tuple[str, str] | None:
    """The verb behind a word and its form ("base", "s" or "ing"), or None for a word that is no verb of duties."""
    return _forms().get(word.lower().strip(".,;:()"))
