"""Pages are compiled once, not at every start."""

import jinja2
import pytest

from console import templating
from console.templating import Compiled

PAGE = {"page.html": "{{ 6 * 7 }}"}


def console(folder, pages=PAGE):
    """An environment as the console's next process has it."""
    return jinja2.Environment(
        loader=jinja2.DictLoader(pages), bytecode_cache=Compiled(folder), autoescape=True
    )


def rendered(environment):
    return environment.get_template("page.html").render()


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", False)


@pytest.fixture
def uncompilable(monkeypatch):
    """From now on nothing compiles."""

    def forbid():
        monkeypatch.setattr(jinja2.Environment, "compile", lambda *_: pytest.fail("it was compiled again"))

    return forbid


def test_what_one_process_compiled_the_next_one_reads(tmp_path, uncompilable):
    assert rendered(console(tmp_path)) == "42"
    uncompilable()
    assert rendered(console(tmp_path)) == "42"


def test_a_page_that_changed_is_compiled_anew(tmp_path):
    assert rendered(console(tmp_path)) == "42"
    assert rendered(console(tmp_path, {"page.html": "{{ 6 * 8 }}"})) == "48"


def test_a_page_that_would_be_compiled_in_another_way_is_compiled_anew(tmp_path, monkeypatch):
    assert rendered(console(tmp_path)) == "42"
    [file] = tmp_path.iterdir()
    before = file.read_bytes()
    monkeypatch.setattr(templating, "_WAY", "another way")
    assert rendered(console(tmp_path)) == "42"
    assert file.read_bytes() != before


@pytest.mark.parametrize("left", [b"", b"j2", b"rubbish" * 100])
def test_a_file_that_is_no_page_is_compiled_anew(tmp_path, left):
    assert rendered(console(tmp_path)) == "42"
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    for damaged in (left, whole[:-20]):
        file.write_bytes(damaged)
        assert rendered(console(tmp_path)) == "42"
        assert file.read_bytes() == whole


def test_where_nothing_may_be_written_the_page_is_shown_all_the_same(tmp_path, uncompilable):
    (tmp_path / "file").touch()
    environment = console(tmp_path / "file" / "folder")
    assert rendered(environment) == "42"
    environment.cache.clear()
    uncompilable()
    assert rendered(environment) == "42"  # kept in memory


def test_where_python_keeps_nothing_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert rendered(console(tmp_path)) == "42"
    assert list(tmp_path.iterdir()) == []
