"""No block of code stands in a guide that nothing runs: each language of each page has its test, or a reason."""

import ast
import re

import pytest

from tests.guides.pages import GUIDES, ROOT, blocks

E2E, COMMANDS, EXAMPLES = (
    "tests/e2e/test_guides.py",
    "tests/guides/test_commands.py",
    "tests/guides/test_examples.py",
)
RUN: dict[str, dict[str, str]] = {
    "README.md": {
        "sh": f"{COMMANDS}::test_what_the_readme_asks_is_answered_as_it_shows",
        "json": f"{COMMANDS}::test_what_the_readme_asks_is_answered_as_it_shows",
        "text": f"{E2E}::test_the_demo_says_what_the_readme_shows",
    },
    "README.vi.md": {"sh": "tests/guides/test_everything_is_run.py::test_commands_of_make_are_there"},
    "docs/authentication.md": dict.fromkeys(
        ("sh", "text", "python"), f"{E2E}::test_signing_in_is_as_it_is_told"
    ),
    "docs/exports.md": dict.fromkeys(("http", "json"), f"{EXAMPLES}::test_an_export_goes_as_the_guide_shows_it"),
    "docs/first-hour.md": dict.fromkeys(("sh", "text"), f"{E2E}::test_the_first_hour_is_as_it_is_told"),
    "docs/gio-dau-tien.md": dict.fromkeys(
        ("sh", "text"), f"{E2E}::test_both_languages_have_the_same_commands_and_answers"
    ),
    "docs/imports.md": dict.fromkeys(("csv", "json"), f"{EXAMPLES}::test_an_import_goes_as_the_guide_shows_it"),
    "docs/operations.md": {
        "sh": "tests/infra/test_operations.py::test_every_command_that_the_guide_names_is_one",
        "text": "tests/infra/test_operations.py::test_what_make_load_is_said_to_print_is_what_it_prints",
    },
    "docs/paging.md": dict.fromkeys(("sh", "text"), f"{COMMANDS}::test_lists_are_read_as_the_guide_reads_them"),
    "docs/reports.md": dict.fromkeys(("http", "json"), f"{EXAMPLES}::test_a_report_is_as_the_guide_shows_it"),
    "docs/scoring.md": {"json": "tests/scoring/test_document.py::test_the_example_comes_to_what_the_document_says"},
    "docs/tiers.md": {"json": "tests/tiers/test_document.py::test_the_example_comes_to_what_the_document_says"},
    "docs/web.md": dict.fromkeys(
        ("json", "html"), f"{EXAMPLES}::test_what_a_site_sends_is_taken_as_the_guide_shows_it"
    ),
    "docs/webhooks.md": {
        "json": "tests/intake/test_documented.py::test_the_example_of_our_own_format_is_read",
        "python": "tests/intake/test_documented.py::test_the_sender_in_the_documents_is_let_in_and_counts",
    },
}  # fmt: skip
"""Page -> language -> the test. Commands for AWS (docs/operations.md) are looked at, and tests/console runs them."""
DRAWN = {"mermaid": "a drawing: it says nothing to a machine"}


@pytest.mark.parametrize("page", GUIDES)
def test_every_block_of_a_guide_has_its_test(page: str):
    languages = {one.language for one in blocks(page)} - DRAWN.keys()
    assert languages == RUN.get(page, {}).keys(), "let a test run it, and enter the test here"


@pytest.mark.parametrize("test", sorted({one for page in RUN.values() for one in page.values()}))
def test_each_of_these_tests_is_there_and_reads_its_page(test: str):
    file, name = test.split("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert name in {one.name for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)}
    for page in (page for page, languages in RUN.items() if test in languages.values()):
        assert page.rpartition("/")[2].removesuffix(".md") in text, page


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
def test_commands_of_make_are_there(page: str):
    named = re.findall(r"^make (\w+)", "".join(one.content for one in blocks(page, "sh")), re.MULTILINE)
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert named == ["run", "test"]
    assert set(named) <= set(targets)


def test_every_guide_is_named_by_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page for page in GUIDES if page.startswith("docs/") and page not in readme] == []


def test_the_helpers_of_one_guide_are_those_of_the_others():
    """What a world stands in for here was run on a deployed stack in one of them."""
    helpers = {
        line
        for page in ("first-hour", "authentication", "paging")
        for one in blocks(f"docs/{page}.md", "sh")
        for line in one.content.splitlines()
        if re.match(r"API=|call\(\)|field\(\)", line)
    }
    assert len(helpers) == 3
