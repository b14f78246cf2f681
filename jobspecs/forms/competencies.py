"""One competency: its wording, its five levels, and what an edit means."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.http import QueryDict

from jobspecs.forms.versions import VersionForm
from jobspecs.forms.weights import WeightField
from jobspecs.operations.versions import CompetencyWording
from jobspecs.queries.page import CompetencyLine

LEVELS = (1, 2, 3, 4, 5)
WORDING, MEANING = "wording", "meaning"
MEANT = [
    (WORDING, "Wording only. It measures the same: scores before and after go together."),
    (MEANING, "Meaning changed. New interviews start a rubric of their own, and its levels have to be confirmed again."),
]


def key_from(name: str) -> str:
    """A snake_case key for a name: "Domain Ownership & Reliability" gives "domain_ownership_and_reliability".

    Empty where the name has no letter or digit of the Latin script.
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    if key and not key[0].isalpha():
        key = f"c_{key}"
    return key[:80].rstrip("_")


def _area(label: str, *, rows: int = 2, most: int = 1200, **fields: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **fields)


class CompetencyForm(VersionForm):
    """Name, definition, what it means in this role, and what an answer of each level shows."""

    name = forms.CharField(max_length=120, error_messages={"required": "Give the competency a name."})
    definition = _area("Definition", rows=3, error_messages={"required": "Say what the competency is."})
    for_this_role = _area("For this role", rows=3, required=False, help_text="What somebody in this job does with it.")
    level_1 = _area("What a 1 shows", error_messages={"required": "Say what a level 1 answer shows."})
    level_2 = _area("What a 2 shows", error_messages={"required": "Say what a level 2 answer shows."})
    level_3 = _area("What a 3 shows", error_messages={"required": "Say what a level 3 answer shows."})
    level_4 = _area("What a 4 shows", error_messages={"required": "Say what a level 4 answer shows."})
    level_5 = _area("What a 5 shows", error_messages={"required": "Say what a level 5 answer shows."})
    field_order = ["base", "name", "key", "weight", "definition", "for_this_role"]

    @property
    def level_fields(self) -> list[forms.BoundField]:
        return [self[f"level_{level}"] for level in LEVELS]

    def wording(self, key: str) -> CompetencyWording:
        """The wording as typed; only after `is_valid`."""
        found = self.cleaned_data
        anchors = [found[f"level_{level}"] for level in LEVELS]
        return CompetencyWording(key, found["name"], found["definition"], found["for_this_role"], anchors)


class AddCompetencyForm(CompetencyForm):
    key = forms.CharField(
        label="ID",
        max_length=80,
        required=False,
        help_text="Stays for good. Left empty, it is made from the name.",
    )
    weight = WeightField(
        max_length=12,
        initial="0.10",
        help_text="The other weights shrink in proportion.",
        error_messages={"required": "Give the competency a weight."},
    )

    def __init__(self, data: QueryDict | None = None, *, taken: frozenset[str], base: int, reason_required: bool) -> None:
        super().__init__(data, base=base, name="competency", reason_required=reason_required)
        self.taken = taken
        self.fields["weight"].widget.attrs |= {"inputmode": "decimal"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("key", "")
        cleaned["key"] = typed or key_from(cleaned.get("name", ""))
        if not re.fullmatch(r"[a-z][a-z0-9_]*", cleaned["key"]):
            self.add_error("key", "Use small letters, digits and underscores, beginning with a letter: on_call_care.")
        elif cleaned["key"] in self.taken:
            self.add_error("key", f"{cleaned['key']} is there already. Choose another ID or another name.")
        return cleaned


class EditCompetencyForm(CompetencyForm):
    meant = forms.ChoiceField(
        label="What did you change?",
        choices=MEANT,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether only the wording changed or also the meaning."},
    )

    def __init__(self, data: QueryDict | None = None, *, line: CompetencyLine, base: int, reason_required: bool) -> None:
        initial = {"name": line.name, "definition": line.definition, "for_this_role": line.for_this_role}
        initial |= {f"level_{level}": anchor for level, anchor in zip(LEVELS, line.anchors, strict=True)}
        super().__init__(data, base=base, name="competency", reason_required=reason_required, initial=initial)

    @property
    def meaning_changed(self) -> bool:
        return bool(self.cleaned_data["meant"] == MEANING)
