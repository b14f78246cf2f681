"""What is taken from a new draft."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from jobspecs.forms.competencies import MEANING, MEANT
from jobspecs.forms.versions import VersionForm
from jobspecs.redraft.content import Comparison

SHOWN, TAKE = "shown", "take"


class TakeForm(VersionForm):
    """Ticks beside the version that they were made over; what words mean is asked where competencies are worded anew."""

    meant = forms.ChoiceField(
        label="Competencies worded anew",
        choices=MEANT,
        widget=forms.RadioSelect,
        initial=MEANING,
        error_messages={"required": "Say whether only the wording changed or also the meaning."},
    )
    field_order = ["base", "meant", "reason"]

    def __init__(self, data: QueryDict | None = None, *, comparison: Comparison, base: int, reason_required: bool) -> None:
        super().__init__(data, base=base, name="redraft", reason_required=reason_required)
        self.comparison = comparison
        is_asked = any(piece.mine is not None and piece.theirs is not None for piece in comparison.competencies)
        if not is_asked:
            del self.fields["meant"]

    @property
    def shown(self) -> frozenset[str]:
        """The ids of all pieces that were on the page."""
        return frozenset(self.data.getlist(SHOWN)) if isinstance(self.data, QueryDict) else frozenset()

    @property
    def ticked(self) -> frozenset[str]:
        """What is ticked: as it was left, and as it is beforehand for what was not on that page."""
        if not self.is_bound or not isinstance(self.data, QueryDict):
            return self.comparison.ticked
        left = self.comparison.ids.intersection(self.data.getlist(TAKE))
        return left | (self.comparison.ticked - self.shown)

    @property
    def meaning_changed(self) -> bool:
        """Whether competencies worded anew measure something else; only after `is_valid`."""
        return bool(self.cleaned_data.get("meant", MEANING) == MEANING)
