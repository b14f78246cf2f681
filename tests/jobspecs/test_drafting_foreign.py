"""Descriptions in other languages: their words are quoted."""

from __future__ import annotations

import re

import pytest

from jobspecs.drafting.foreign import foreign_name
from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.library.loader import library
from tests.jobspecs import trade_postings as postings

ENGINE = OfflineDrafting()


@pytest.mark.parametrize(
    ("text", "language", "quoted"),
    [
        (postings.GERMAN, "de", "Zubereitung von warmen und kalten Speisen für 80 Gäste"),
        (postings.FRENCH, "fr", "Administrer les traitements prescrits et tenir le dossier de soins"),
        (postings.SPANISH, "es", "instalación y reparación de cuadros eléctricos"),
    ],
    ids=["german", "french", "spanish"],
)
def test_duties_in_another_language_are_quoted_from_their_sources(text: str, language: str, quoted: str) -> None:
    reading = ENGINE.read(text)
    assert reading.language == language
    competencies = ENGINE.competencies(reading)
    assert 3 <= len(competencies) <= 6
    clauses = [competency.for_this_role for competency in competencies]
    assert any(quoted in clause for clause in clauses)
    for competency in competencies:
        assert re.fullmatch(
            r"(?:do|bring) what the description calls “[^”]+”(?:(?:, | and )“[^”]+”)*\.", competency.for_this_role
        )
        sources = " ".join(text[span.start : span.end] for span in competency.sources)
        for words in re.findall(r"“([^”]+)”", competency.for_this_role):
            assert words.removesuffix(" …") in " ".join(sources.split())


def test_what_is_asked_and_offered_is_no_duty_in_spanish() -> None:
    clauses = " ".join(competency.for_this_role for competency in ENGINE.competencies(ENGINE.read(postings.SPANISH)))
    assert not re.search(r"título|alojamiento|Buscamos", clauses)


def test_names_keep_the_words_of_their_language() -> None:
    names = {competency.name for competency in ENGINE.competencies(ENGINE.read(postings.GERMAN))}
    assert {"Einhaltung der Hygienevorschriften", "Zubereitung von warmen und kalten Speisen"} <= names
    for competency in ENGINE.competencies(ENGINE.read(postings.FRENCH)):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", competency.key)
        assert library().find(competency.key) or f"“{competency.name}”" in competency.anchors[2]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Je ontwikkelt en onderhoudt datamodellen", "Ontwikkelt en onderhoudt datamodellen"),
        ("la atención de averías en turnos rotativos", "Atención de averías"),
        ("Participer aux transmissions avec l'équipe", "Participer aux transmissions"),
        ("Pflege", ""),
    ],
)
def test_a_foreign_name_has_no_hanging_word(text: str, name: str) -> None:
    assert foreign_name(text) == name


def test_weights_of_quoted_competencies_count_their_own_duties_alone() -> None:
    reading = ENGINE.read(postings.GERMAN)
    weights = ENGINE.weights(reading, ENGINE.competencies(reading))
    assert {weight.reason.split(",")[0] for weight in weights.values()} == {"named in 1 of 4 duties"}
