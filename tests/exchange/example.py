"""A workshop file that uses every key of the format, for tests to break."""

from __future__ import annotations

from typing import Any

import yaml

EXAMPLE = """\
format: plenum-workshop/1
workshop:
  slug: example-2027
  practice: false
  title: {en: Example, zh: 示例}
  note: Made up
  purpose: {en: "First line\\nsecond line", zh: 目的}
  languages: [en, zh]
  spoken: [en]
  time_zone: Asia/Shanghai
  zones: [Europe/Berlin, America/St_Johns]
  way: hybrid
  place: Town hall
  join_url: https://meet.example.org/x?y=1
  contact: office@example.org
  programme:
    key: example-programme
    name: Example programme
    organisations: [{organisation: ministry, relation: funder}]
  organisations:
    - {key: host, name: Host of hosts, short: HH, parent: null, relation: host}
    - {key: office, name: {zh: 办公室, en: Office}, parent: host}
    - {key: ministry, name: Ministry}
  days:
    - {date: 2027-05-22, starts: "09:30", ends: "12:00"}
    - {date: 2027-05-21, starts: 09:00}
  rooms: [{key: main, name: Main hall}, {key: side, name: Side room}]
  themes:
    - {key: theme-1, number: 1, title: Water, focus: Rivers, colour: lake,
       guests: [{person: he-landi, part: delegate}]}
    - {key: theme-2, number: II, title: {en: Trees, zh: 树}}
  people:
    - {key: zhu-shu, name: Zhu Shu, family: Zhu, given: Shu, native_name: 朱书,
       other_names: [Shu Zhu], email: zhu.shu@example.org, affiliation: Office,
       position: {en: Director, zh: 主任}, country: CN, time_zone: Asia/Shanghai, language: zh,
       biography: {en: "Born once.\\n\\nWrites.", zh: 简历}}
    - {key: he-landi, name: He Landi, family: Null, country: NO}
  items:
    - {key: welcome, kind: opening, day: 2027-05-21, title: Welcome, minutes: 10,
       speakers: [{person: zhu-shu, part: speaker}]}
    - {key: talk-1, kind: talk, day: 2027-05-21, theme: theme-1, room: main,
       subject: On rivers, minutes: 20, pinned: 10:30, abstract: "One\\n\\nTwo", summary: Done,
       caption: A picture, uid: item-1@old.example.org, sequence: 4,
       speakers: [{person: zhu-shu, part: speaker}, {person: he-landi, part: panellist},
                  {person: null, part: moderator}]}
    - {key: later, kind: other, state: cancelled}
  registration:
    opens: 2027-05-01 09:00
    closes: 2027-05-20T18:00+02:00
    seats: {online: null, on_site: 20}
    waiting_list: false
    approval: true
    confirm_email: true
    questions:
      - {key: diet, label: Diet, kind: choice, required: true,
         choices: [Rice, {en: Bread, zh: 面包}]}
      - {key: wish, label: Wishes, kind: text}
    consents: [{key: list, label: {en: List of participants}, required: false}]
  invitations:
    answer_by: 2027-04-16
    lapses: true
    tasks: {slides: 2027-05-14, photo: null}
    texts: {de: {subject: "Einladung: {workshop}", opening: "Guten Tag,\\n\\nbitte"}}
    paper: {letterhead: {en: "Institute\\nBonn"}, signatory: {en: Anna Weber, zh: 安娜}}
"""


def tree() -> dict[str, Any]:
    """The example as plain data, to be changed and written with `as_file`."""
    loaded: dict[str, Any] = yaml.load(EXAMPLE, Loader=yaml.BaseLoader)
    workshop = _typed(loaded["workshop"])
    return {"format": loaded["format"], "workshop": workshop}


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return {"null": None, "true": True, "false": False}.get(value, value)


def as_file(tree: object) -> bytes:
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode()
