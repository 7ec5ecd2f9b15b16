import pytest

from tests.feeds import golden


def test_feeds_are_what_they_were() -> None:
    with golden.a_few_words():
        made = dict(golden.files())
    kept = {path.name: path.read_bytes() for path in golden.FOLDER.glob("*.ics")}
    assert made.keys() == kept.keys()
    for name, octets in made.items():
        assert octets.decode() == kept[name].decode(), name


@pytest.mark.parametrize("name", [path.name for path in golden.FOLDER.glob("*.ics")])
def test_golden_files_end_each_line_as_the_standard_wants(name: str) -> None:
    octets = (golden.FOLDER / name).read_bytes()
    assert octets.count(b"\n") == octets.count(b"\r\n") == len(octets.splitlines())
