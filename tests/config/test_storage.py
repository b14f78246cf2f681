"""Static files as they are collected: a style sheet that imports others comes whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.core.management import call_command
from pytest_django.fixtures import Settings

from config.storage import bare

STORAGES = {"default": settings.STORAGES["default"], "staticfiles": {"BACKEND": "config.storage.StaticFiles"}}


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = STORAGES
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "css"


def test_members_get_one_style_sheet_with_all_it_imports(collected: Path) -> None:
    whole = (collected / "member.css").read_text()
    assert "@import" not in whole
    source = Path(str(find("css/member.css"))).read_text()
    names = [line.split('"')[1] for line in source.splitlines() if line.startswith("@import")]
    assert len(names) > 10
    assert all((collected / name).read_text() in whole for name in names)
    assert whole.index("@media print {\n") > whole.index((collected / "live.css").read_text())
    [hashed] = collected.glob("member.????????????.css")
    assert hashed.read_text() == whole
    assert hashed.with_name(f"{hashed.name}.gz").exists()


def test_what_only_authors_need_is_left_out(collected: Path) -> None:
    written = "/* Why. */\na {\n  b: c; /* d */\n  /* e\n     f */\n\tg: h;\n}\n"
    assert bare(written) == "a {\nb: c; /* d */\ng: h;\n}\n"
    script = (collected.parent / "js/ui.js").read_text()
    assert "/* --- toasts --- */" in Path(str(find("js/ui.js"))).read_text()
    assert "toasts ---" not in script
    assert not re.search(r"^[ \t]", script, re.MULTILINE)


def test_no_text_of_a_script_goes_over_lines() -> None:
    for file in (settings.BASE_DIR / "static/js").iterdir():
        told = re.findall(r"`[^`]*`", file.read_text())
        assert not [text for text in told if "\n" in text], file.name


def test_the_page_of_a_spec_gets_one_script(collected: Path) -> None:
    scripts = collected.parent / "js"
    whole = (scripts / "spec.js").read_text()
    assert "import " not in whole.partition("*/")[2]
    assert all((scripts / name).read_text() in whole for name in ("weights.js", "sources.js", "rows.js"))
    [hashed] = scripts.glob("spec.????????????.js")
    assert hashed.read_text() == whole


def test_the_buttons_of_a_row_have_the_icons_of_all_others() -> None:
    drawn = Path(str(find("js/rows.js"))).read_text()
    icons = (settings.BASE_DIR / "templates/components/icon.html").read_text()
    paths = re.findall(r'^    (?:edit|up|down|again|close): "(.+)",$', drawn, re.MULTILINE)
    assert len(paths) == 5
    assert all(f'<path d="{path}"/>' in icons for path in paths)
