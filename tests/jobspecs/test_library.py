from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jobspecs.library import __main__ as command
from jobspecs.library.across import MOST_SHARING, mistakes_in
from jobspecs.library.checks import LibraryError
from jobspecs.library.loader import FOLDER, GENERAL, library, load

COMPETENCIES = list(library().competencies())
DOCS = (FOLDER.parents[1] / "docs" / "competencies.md").read_text()
EXAMPLE = DOCS.split("```yaml\n")[1].split("```")[0]  # an entry on bees, whole and sound


def test_the_library_is_large_and_wide_enough() -> None:
    assert len(COMPETENCIES) >= 120
    assert len(library().families) >= 14
    assert GENERAL in {family.key for family in library().families}


def test_every_family_has_enough_to_choose_from() -> None:
    assert [family.key for family in library().families if len(family.competencies) < 4] == []


def test_the_docs_list_every_family_and_no_other() -> None:
    listed = [line.split("`")[1] for line in DOCS.splitlines() if line.startswith("| `") and ".yaml`" in line]
    assert listed == [f"{family.key}.yaml" for family in library().families]


def test_the_library_has_no_mistake_across_its_files() -> None:
    assert mistakes_in(library()) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small library: a family of its own with the example of the docs, and a real one beside it."""
    for name in ("frame.yaml", "legal.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    (tmp_path / "apiary.yaml").write_text(
        f"family: apiary\nname: Apiary\ntitles: [beekeeper, apiarist, bee inspector]\ncompetencies:\n{EXAMPLE}"
    )
    return tmp_path


def spoil(folder: Path, before: str, after: str) -> None:
    path = folder / "apiary.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_the_example_of_the_docs_makes_a_sound_family(folder: Path) -> None:
    found = load(folder)
    assert [family.key for family in found.families] == ["apiary", "legal"]
    assert [competency.key for competency in found.families[0].competencies] == ["beehive_care"]
    assert mistakes_in(found) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("key: beehive_care", "key: Beehive Care", r"apiary\.yaml: key 'Beehive Care' should be snake_case"),
        ("key: beehive_care", "key: legal_analysis", r"legal_analysis is in apiary\.yaml too"),
        ("family: apiary", "family: bees", r"apiary\.yaml: family is bees, but the file says apiary"),
        (
            "titles: [beekeeper, apiarist, bee inspector]",
            "titles: [beekeeper]",
            r"apiary\.yaml: titles should be a list of at least 3",
        ),
        ("    name: Beehive", "    nom: Beehive", r"apiary\.yaml: beehive_care: unknown field 'nom'"),
        ("name: Beehive Care", "name: Care of Hives and of Bees Alike", r"beehive_care: name has 7 words; 1 to 6"),
        ("{varroa: Varroa Control}", "{wasp: Wasp Control}", r"beehive_care: names: 'wasp' is none of its terms"),
        ("swarm, varroa", "Swarm, varroa", r"beehive_care: terms: 'Swarm' should be in lower case"),
        ("swarm, varroa", "varroa, varroa", r"beehive_care: terms: 'varroa' stands there twice"),
        ("swarm, varroa", "experience, varroa", r"beehive_care: terms: 'experience' stands in postings of every trade"),
        ("winter feed.", "winter feed", r"beehive_care: definition should be one sentence"),
        ("Keeps colonies healthy", "Keeps " + "very " * 20 + "healthy", r"beehive_care: definition has 3\d words; 8 to 30"),
        (
            "Speaks of bees in general; no sign of a colony's state and",
            "Too short:",
            r"beehive_care: anchors 1 has 8 words; 12 to 30",
        ),
        ("You are asked to {duty}. On", "You work. On", r"beehive_care: written 1: .* has no \{duty\}"),
        ("You are asked to {duty}. On", "You {duty} in {place}. On", r"beehive_care: written 1: unknown slot \{place\}"),
        ("You are asked to {duty}. On", "You {duty. On", r"beehive_care: written 1"),
        ("You are asked to {duty}. On", "A keeper {duty}. On", r"beehive_care: written 1: 'keeper \{duty\}' gives no sentence"),
        (
            "You are asked to {duty}. On",
            "You are asked to {duty} on",
            r"beehive_care: written 1: .* end the sentence after \{duty\}",
        ),
        ("You are asked to {duty}. On", "You {duty}. " + "very " * 40 + "On", r"beehive_care: written 1 has \d+ words; 10 to 40"),
        ("Here you would {duty}. Tell", "Tell", r"beehive_care: voice 1: .* has no \{duty\}"),
        (', "What do you look for since?"]', "]", r"beehive_care: voice 1: probes should be a list of at least 2"),
        (
            "What do you look for since?",
            "What had you overlooked at the inspection before?",
            r"voice 1: a prompt has two different probes",
        ),
        ("What do you look for since?", "Say what you do.", r"voice 1: probes: 'Say what you do.' should be a question"),
        ('      weak: "Speaks', '      poor: "Speaks', r"beehive_care: guide should hold strong, adequate and weak"),
    ],
)
def test_a_mistake_is_named_with_file_competency_and_field(folder: Path, before: str, after: str, says: str) -> None:
    spoil(folder, before, after)
    with pytest.raises(LibraryError, match=says):
        load(folder)


def test_a_file_that_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "broken.yaml").write_text("family: [")
    with pytest.raises(LibraryError, match=r"broken\.yaml: cannot be read"):
        load(folder)


def repeat_in_legal(folder: Path, key: str) -> None:
    """The example once more, in another file and under another key."""
    path = folder / "legal.yaml"
    path.write_text(path.read_text().rstrip() + "\n" + EXAMPLE.replace("beehive_care", key))


def test_what_is_said_twice_is_named_with_both_places(folder: Path) -> None:
    repeat_in_legal(folder, "bee_law")
    found = "\n".join(mistakes_in(load(folder)))
    for field in ("name", "definition", "anchors 3", "written 2", "voice 1", "guide: weak"):
        assert f"legal.yaml: bee_law: {field} repeats apiary.yaml: beehive_care: {field}" in found


def test_a_text_that_differs_in_a_word_is_too_close(folder: Path) -> None:
    spoil(
        folder,
        "Foresees swarming and hunger by weather and bloom, times treatments by mite counts, and breeds from calm colonies.",
        "Reads brood, stores and mites at each inspection, acts by what is seen, and keeps a card for every hive.",
    )
    spoil(
        folder, "Tell me about a year in which the honey failed. What did you change?", "Tell me about a colony you nearly lost."
    )
    anchor, prompt = mistakes_in(load(folder))
    assert anchor.startswith("apiary.yaml: beehive_care: anchors 4 is too close to apiary.yaml: beehive_care: anchors 3: 'Reads")
    assert prompt.startswith("apiary.yaml: beehive_care: voice 2 is too close to apiary.yaml: beehive_care: voice 1: 'Part")


def test_a_term_of_too_many_competencies_is_named(folder: Path) -> None:
    for number in range(MOST_SHARING - 1):
        repeat_in_legal(folder, f"bee_law_{number}")
    assert not [mistake for mistake in mistakes_in(load(folder)) if ": terms: " in mistake]
    repeat_in_legal(folder, "bee_law_last")
    [found] = [mistake for mistake in mistakes_in(load(folder)) if "'swarm'" in mistake]
    assert found.startswith(
        f"legal.yaml: bee_law_last: terms: 'swarm' stands in {MOST_SHARING + 1} competencies (apiary.yaml: bee"
    )


def test_a_question_about_a_protected_ground_is_named(folder: Path) -> None:
    spoil(folder, "What do you look for since?", "Are you married?")
    spoil(folder, "On the first warm day", "As an expert on religion, on the first warm day")
    written, probe = mistakes_in(load(folder))
    assert written.startswith("apiary.yaml: beehive_care: written 1 touches a protected ground: 'You are asked to {duty}. As an")
    assert probe == "apiary.yaml: beehive_care: voice 1: probes touches a protected ground: 'Are you married?'"


def test_the_command_says_how_large_the_library_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1].split() == [str(len(COMPETENCIES)), *f"competencies in {len(library().families)} families".split()]


def test_the_command_fails_with_every_mistake(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "library", lambda: load(folder))
    repeat_in_legal(folder, "bee_law")
    assert command.main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("legal.yaml: bee_law: anchors") == 5
    spoil(folder, "    name: Beehive", "    nom: Beehive")
    assert command.main() == 1
    assert capsys.readouterr().err.startswith("apiary.yaml: beehive_care: unknown field 'nom'")
