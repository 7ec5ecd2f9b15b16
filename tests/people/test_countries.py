"""Countries and regions in the order in which readers of a language look for them."""

from __future__ import annotations

from app.people import countries


def test_letters_with_accents_stand_where_they_stand_without() -> None:
    english, german = (list(countries.names(language)) for language in ("en", "de"))
    assert english.index("AF") < english.index("AX") < english.index("AL")
    assert german.index("NO") < german.index("AT") < german.index("PK")
    assert english[-1] == "ZW"


def test_chinese_names_stand_by_their_sound() -> None:
    names = list(countries.names("zh").items())
    places = {name: place for place, (_, name) in enumerate(names)}
    by_sound = ["阿根廷", "巴西", "德国", "法国", "美国", "南非", "中国"]
    assert sorted(by_sound, key=lambda name: places[name]) == by_sound
