"""Pages lose their indentation and nothing else."""

from __future__ import annotations

from django.template.loader import get_template

from config.loaders import unindented


def test_one_line_break_is_left_of_each_run() -> None:
    written = "<p>\n    a {{ b }}\n\n    <b>c</b> d\n</p><textarea>\n{{ text }}</textarea>"
    assert unindented("a/_part.html", written) == "<p>\na {{ b }}\n<b>c</b> d\n</p><textarea>\n{{ text }}</textarea>"
    assert unindented("a/mail.txt", written) == written


def test_pages_of_the_project_and_of_its_parts_are_read_so() -> None:
    for name in ("jobspecs/spec.html", "admin/base.html"):
        assert "\n " not in get_template(name).template.source  # type: ignore[attr-defined]  # of Django's engine
