from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jobspecs.drafting.protected import touches_protected_ground
from jobspecs.library.checks import LibraryError
from jobspecs.library.loader import FOLDER, GENERAL, library, load

COMPETENCIES = list(library().competencies())


def test_the_library_is_large_and_wide_enough() -> None:
    assert len(COMPETENCIES) >= 48
    assert len(library().families) >= 10
    assert GENERAL in {family.key for family in library().families}


def test_names_definitions_and_anchors_are_distinct() -> None:
    for texts in (
        [competency.name for competency in COMPETENCIES],
        [competency.definition for competency in COMPETENCIES],
        [anchor for competency in COMPETENCIES for anchor in competency.wording.anchors],
        [template for competency in COMPETENCIES for template in competency.wording.written],
        [prompt.prompt for competency in COMPETENCIES for prompt in competency.wording.voice],
    ):
        assert len(set(texts)) == len(texts)


def test_no_question_touches_a_protected_ground() -> None:
    for competency in COMPETENCIES:
        prompts = [text for voice in competency.wording.voice for text in (voice.prompt, *voice.probes)]
        for text in (*competency.wording.written, *prompts):
            assert not touches_protected_ground(text), (competency.key, text)


def test_a_name_in_the_fields_words_stands_for_a_term_of_the_competency() -> None:
    for competency in COMPETENCIES:
        assert set(competency.names) <= set(competency.terms), competency.key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("frame.yaml", "health.yaml", "legal.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def spoil(folder: Path, before: str, after: str) -> None:
    path = folder / "health.yaml"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_a_sound_folder_loads(folder: Path) -> None:
    assert [family.key for family in load(folder).families] == ["health", "legal"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("key: clinical_care", "key: Clinical Care", r"health\.yaml: key 'Clinical Care' should be snake_case"),
        ("key: clinical_care", "key: legal_analysis", r"legal_analysis is in health\.yaml too"),
        ("family: health", "family: care", r"health\.yaml: family is care, but the file says health"),
        ("    name: Clinical", "    nom: Clinical", r"health\.yaml: clinical_care: unknown field 'nom'"),
        ("clinic, hospital", "Clinic, hospital", r"clinical_care: the term 'Clinic' should be in lower case"),
        ("clinic, hospital", "clinic, clinic", r"clinical_care: a term stands there twice"),
        ("Names tasks; the patient's state and what could go wrong do not appear.", "Too short.", r"anchors 1 has 2 words"),
        ("You {duty}. During", "You work. During", r"clinical_care: written: .* has no \{duty\}"),
        ("You {duty}. During", "You {duty} in {place}. During", r"unknown slot \{place\}"),
        ("You {duty}. During", "You {duty. During", r"clinical_care: written"),
        ("You {duty}. During", "You {duty}. " + "very " * 40 + "During", r"has over 40 words"),
        (', "What did you do with it?"]', "]", r"probes should be a list of at least 2"),
        ('      weak: "Tasks', '      poor: "Tasks', r"guide should hold strong, adequate and weak"),
        ("in time.", "in time", r"definition should be one sentence"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(folder: Path, before: str, after: str, says: str) -> None:
    spoil(folder, before, after)
    with pytest.raises(LibraryError, match=says):
        load(folder)


def test_a_file_that_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "broken.yaml").write_text("family: [")
    with pytest.raises(LibraryError, match=r"broken\.yaml: cannot be read"):
        load(folder)
