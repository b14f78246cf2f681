from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspecs.canonical import NotCanonical, canonical_bytes, canonical_texts, content_hash, version_tag


def test_weights_are_strings_and_keys_are_sorted() -> None:
    content = {"weights": {"b": Decimal("0.6"), "a": Decimal("0.40")}, "title": "Übersetzer", "number": 1}
    assert canonical_bytes(content) == '{"number":1,"title":"Übersetzer","weights":{"a":"0.40","b":"0.60"}}'.encode()


def test_hash_is_sha256_of_the_canonical_bytes() -> None:
    assert content_hash({"b": 1, "a": [None, True]}) == hashlib.sha256(b'{"a":[null,true],"b":1}').hexdigest()


def test_order_of_keys_does_not_change_the_hash() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_tag_is_number_and_six_characters_of_base64url() -> None:
    # The digest begins with fb ff fe, whose base64url is "-__-": both signs that differ from plain base64.
    assert version_tag(12, "fbfffe0000" + "00" * 27) == "v12--__-AA"


@pytest.mark.parametrize("value", [0.35, Decimal("0.355"), Decimal("NaN"), {1, 2}, 2**60])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical_bytes({"weights": [value]})


@given(st.lists(st.fixed_dictionaries({"text": st.text() | st.none(), "ref": st.text(), "answer_2": st.text()})))
def test_of_texts_alone_the_short_way_gives_the_same_bytes(rows: list[dict[str, str | None]]) -> None:
    assert canonical_texts({"rows": rows, "also": None}) == canonical_bytes({"also": None, "rows": rows})


def test_of_texts_alone_half_a_surrogate_pair_is_refused() -> None:
    for write in (canonical_bytes, canonical_texts):
        with pytest.raises(NotCanonical):
            write({"text": "\ud800"})
