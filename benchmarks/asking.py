"""Two jobs of organisers who ask speakers, held to what pages show and e-mails say."""

from __future__ import annotations

from email.message import EmailMessage

from playwright.sync_api import expect

from app.i18n import LANGUAGES, gettext, speaking
from benchmarks import panels
from benchmarks.hands import Hands
from benchmarks.letters import Letters, own_page, words
from benchmarks.organiser import Organiser
from benchmarks.panels import SILENT, TEN, Panel, Speaking
from benchmarks.person import Job, NotDone


def invite_ten(one: Organiser) -> None:
    """5: from the agenda to ten people who are asked, their e-mails having been read."""
    panel, letters = _given(one)
    one.be_signed_in()
    one.open(f"/organise/{panel.fresh}/agenda")
    with one.working() as hands:
        _go_to_the_board(one, hands)
        hands.go(one.link_to("^Invite several$"))
        for each in TEN:
            if each.is_unrecorded:
                field = one.field(f"Language for {each.name}")
                hands.choose(field, LANGUAGES[each.language])
        hands.go(one.button("^Look at the e-mails$"))
        _read(one, hands, panel)
        hands.go(one.button("^Send 10 invitations$"))
        heading = one.page.get_by_role("heading", level=1)
        expect(heading).to_have_text("10 invitations are on their way")
    main = one.page.locator("main")
    for each in TEN:
        row = main.locator("li").filter(has_text=panel.email(panel.fresh, each.key))
        expect(row).to_contain_text(LANGUAGES[each.language])
    links = {_check(one, letters, panel, each) for each in TEN}
    if len(links) != len(TEN):
        raise NotDone("Two of them got the same link")


def remind_the_silent(one: Organiser) -> None:
    """6: from the first page to those who have not answered, who are named and then reminded."""
    panel, letters = _given(one)
    one.be_signed_in()
    one.open("/organise/")
    # What they got before this.
    before = {each: len(_all(letters, panel, each)) for each in TEN}
    with one.working() as hands:
        line = one.page.locator(f"#{panel.waiting} [data-kind='silent']")
        expect(line).to_contain_text(f"{len(SILENT)} speakers have not answered.")
        hands.go(line.get_by_role("link", name="Remind…"))
        asked = one.page.locator("main td.mark input:checked")
        shown = {asked.nth(n).get_attribute("value") for n in range(asked.count())}
        if shown != {each.key for each in SILENT}:
            raise NotDone(f"Silent are said to be {shown}")
        hands.go(one.button("^Send the reminders$"))
        said = f"{len(SILENT)} reminders are on their way."
        expect(one.page.get_by_role("status").first).to_have_text(said)
    for each in SILENT:
        expect(one.page.locator(f"tr[data-key='{each.key}']")).to_contain_text("1 of 3 reminders")
        mail = letters.next_to(panel.email(panel.waiting, each.key), before[each])
        with speaking(each.language):
            subject = gettext("We look forward to your answer")
        if subject not in str(mail["Subject"]):
            raise NotDone(f"{each.name} was told “{mail['Subject']}”")
        _check_language(mail, each)
    for each in TEN:
        if each not in SILENT and len(_all(letters, panel, each)) > before[each]:
            raise NotDone(f"{each.name} has answered and was reminded")


# -- What they are made of ------------------------------------------------------------------------


def _given(one: Organiser) -> tuple[Panel, Letters]:
    assert one.panel is not None
    assert one.letters is not None
    return one.panel, one.letters


def _go_to_the_board(one: Organiser, hands: Hands) -> None:
    """On a narrow page the ways through a workshop are behind a button."""
    menu = one.button("^Menu")
    if menu.is_visible():
        hands.press(menu)
    hands.go(one.link_to("^Invitations$"))


def _read(one: Organiser, hands: Hands, panel: Panel) -> None:
    """An e-mail of each language, as somebody will get it."""
    folded = one.page.locator("section[aria-labelledby=letters] > details")
    expect(folded).to_have_count(len({each.language for each in TEN}))
    for n in range(folded.count()):
        letter = folded.nth(n)
        if letter.get_attribute("open") is None:  # the first one lies open
            hands.press(letter.locator("summary"))
        text = letter.locator(".letter-text")
        expect(text).to_be_visible()
        language = text.get_attribute("lang") or ""
        reader = next(each for each in TEN if language.startswith(each.language))
        for said in (panels.title(reader)[reader.language], *panel.hours(reader)):
            expect(text).to_contain_text(said)


# -- What e-mails say -----------------------------------------------------------------------------


def _all(letters: Letters, panel: Panel, one: Speaking) -> list[EmailMessage]:
    """Those that were written before this began, all of which have arrived."""
    count = 1 if one in SILENT else 2
    email = panel.email(panel.waiting, one.key)
    letters.next_to(email, count - 1)
    return letters.to(email)


def _check(one: Organiser, letters: Letters, panel: Panel, each: Speaking) -> str:
    """Their own slot, in their language and on both clocks; the link, which opens for them."""
    mail = letters.next_to(panel.email(panel.fresh, each.key))
    _check_language(mail, each)
    told = words(mail)
    wanted = (panels.title(each)[each.language], *panel.hours(each))
    missing = [said for said in wanted if said not in told]
    others = [other.name for other in TEN if panels.title(other)[each.language] in told]
    if missing or others != [each.name]:
        raise NotDone(f"{each.name} is not told {missing}, and of talks of {others}")
    link = own_page(mail)
    page = one.page.request.get(link)
    if each.name not in page.text():
        raise NotDone(f"The link of {each.name} does not open their page")
    return link


def _check_language(mail: EmailMessage, each: Speaking) -> None:
    if not str(mail["Content-Language"]).startswith(each.language):
        raise NotDone(f"{each.name} is written to in {mail['Content-Language']}")


JOBS = {
    "5": Job("invite ten", invite_ten, 12, 180),
    "6": Job("remind the silent", remind_the_silent, 3, 60),
}
