"""How near two words are in meaning or spelling: the same word, a word for the same thing, or a slip of the pen.

General English only, as somebody explaining something uses it; no word of a trade. Groups overlap on purpose: "last" is
near "final" and near "remain", which are not near each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from scoring.grading.words import stem

SAME_MEANING = 0.8  # how near words of one group are
SLIP = 0.9  # how near a word is to itself with one letter too many, too few, wrong, or two changed round
SLIP_IN = 5  # letters, from which one letter does not make another word
FORM_FROM = 0.65  # shared letter pairs, from which one is a form of the other, or more badly misspelt
CHANCE = 0.3  # how much a likeness below that counts: most of it is chance

_GROUPS = """
    accept receive | access obtain reach retrieve get fetch | accurate correct exact precise right true valid | add append
    insert put attach include | again repeat iterate redo | aim goal purpose objective intent | allow enable let permit |
    alter adapt adjust change edit modify update vary | amount count number quantity total | answer reply respond response |
    appear occur happen | approach manner method technique way means | ask request query | assign allot allocate give grant |
    automatic automatically itself | avoid prevent stop | back rear end tail | beginning begin start initial initialize first
    front head origin | benefit advantage gain pro | big bigger biggest large larger largest great greater greatest high
    higher highest huge maximum max most | body inside interior internal inner within | bottom base lowest below | break crack
    divide separate split cut | build construct create form generate make produce | call invoke | capable able | carry bear
    transport | category class group kind sort type set | cause reason | chain series sequence succession | check examine
    inspect test verify | choose pick select | clear empty blank | close near adjacent | collect gather accumulate | combine
    join merge unite together | compare match | complete entire full whole all | complex complicated difficult hard | compute
    calculate | connect link attach tie | consecutive successive | constant fixed unchanging | consist comprise contain
    include hold have | continue proceed | control govern manage | convert transform translate | copy duplicate replicate |
    cost expense price | declare announce state | decrease lessen lower reduce shrink | define describe specify | delete erase
    remove discard | depend rely | destroy kill | detect discover find identify locate notice search seek look | determine
    decide | different differ distinct other unlike various | direct immediate straight | disadvantage drawback downside con |
    drop fall | each every individual | easy simple straightforward | effect impact influence affect | effort work | element
    item entry member piece part component portion section segment | end finish stop terminate complete final last | enlarge
    expand extend grow increase rise | error fault mistake bug defect flaw | exceed beyond | excess extra additional more |
    execute perform run carry | explicit clear | explain describe | fast quick rapid speed | few little small smaller smallest
    low least minimum min tiny minor | follow next subsequent after | full filled | function purpose role task job | general
    common universal global | goal target | guide lead | hide conceal | hold keep store save retain maintain preserve | idea
    concept notion | identical equal equivalent same | important key main major principal primary | improve better enhance
    refine | independent separate | infinite unlimited endless | inform notify tell | input enter | join connect | keyword
    term | know aware | lack miss without no | layer level | leave exit | limit restrict bound | line row | list enumerate |
    local nearby | long lengthy | loop cycle repeat circle circular round | lose loss | middle center centre halfway | move
    shift transfer swap exchange | multiple many several numerous | name label call | need require must necessary | new fresh
    | none no nothing zero never | object thing | observe watch see view | once single one sole alone only | open public |
    opposite reverse inverse contrary | option choice alternative | order arrange sort rank | outcome result output product
    consequence | outside exterior external outer | owner holder | pair couple two both double twice | pass give hand send
    transmit | path route | pause wait | permanent lasting | place location position spot site | plan design | point indicate
    refer show | possible potential | previous prior before earlier preceding | private hidden | problem issue question task |
    process procedure | prove show demonstrate | provide supply offer give | quality property attribute feature characteristic
    trait | random arbitrary any | reach arrive | real actual | recent latest | record log note write | reduce minimize |
    remain stay left last rest | rename relabel | replace substitute | reuse again | return give | room space | rule law |
    safe secure | scope range extent | show display print present | side edge | similar alike resemble like | size length
    extent | slow | solution answer | solve resolve settle | specific particular certain | step stage phase | still static
    unchanging | structure form shape | take remove get | temporary short brief | throw toss | time duration period | tool
    instrument | top upper peak highest | trace track follow | travel traverse visit walk go | try attempt | understand grasp
    | unit piece | use utilize employ apply | useful helpful | value worth | whether if | width breadth | word term | write
    record | wrong incorrect false invalid
"""


def _index(groups: Iterable[str]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(groups):
        for word in group.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_GROUPS_OF = _index(_GROUPS.split("|"))
_NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=65_536)
def nearness(one: str, other: str) -> float:
    """How near two stems are, 0 … 1; 1 only for the same stem."""
    if one == other:
        return 1.0
    if _GROUPS_OF.get(one, _NONE) & _GROUPS_OF.get(other, _NONE):
        return SAME_MEANING
    if one[0].isdigit() or other[0].isdigit():
        return 0.0
    if min(len(one), len(other)) >= SLIP_IN and _is_slip(one, other):
        return SLIP
    alike = _alike(one, other)
    return alike if alike >= FORM_FROM else CHANCE * alike


def nearest(stem_: str, among: Iterable[str]) -> float:
    """How near the nearest of some stems is; 0 where there are none."""
    return max((nearness(stem_, other) for other in among), default=0.0)


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter was added, left out or replaced, or two neighbours changed places."""
    shorter, longer = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(longer) - len(shorter) == 1:
        return shorter[at:] == longer[at + 1 :]
    swapped = shorter[at + 1 : at + 2] + shorter[at : at + 1] + shorter[at + 2 :]
    return len(longer) == len(shorter) and longer[at:] in (longer[at : at + 1] + shorter[at + 1 :], swapped)


def _alike(one: str, other: str) -> float:
    """The share of letter pairs that two words have in common, their ends included (Dice)."""
    first, second = _pairs(one), _pairs(other)
    return 2 * sum((first & second).values()) / (sum(first.values()) + sum(second.values()))


def _pairs(word: str) -> Counter[str]:
    framed = f"^{word}$"
    return Counter(framed[i : i + 2] for i in range(len(framed) - 1))
