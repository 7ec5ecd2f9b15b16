"""Jobs of a speaker as a person does them in a browser, held to what pages and e-mails show."""

from __future__ import annotations

import math
import tempfile
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from benchmarks.hands import Hands
from benchmarks.letters import Letters, calendar, own_page, words
from benchmarks.panels import Panel
from benchmarks.person import Job, NotDone
from benchmarks.reader import Reader

if TYPE_CHECKING:
    from benchmarks.ways import Way

#: What stands in for a photo: upright, and larger than what is kept of it.
PHOTO = """<body style="margin: 0; height: 100vh;
 background: radial-gradient(circle at 50% 35%, #c96 22%, #456 23%, #9bd)">"""
COLLEAGUE = "Grete Muster"
BIOGRAPHY = {
    "en": (
        "Plans parks for the city of Musterstadt. Studied landscape architecture in Sample Town"
        " and has worked on street trees and small gardens for fifteen years, together with the"
        " neighbours who water them."
    ),
    "de": (
        "Plant Parks für die Stadt Musterstadt. Hat in Beispielstadt Landschaftsarchitektur"
        " studiert und arbeitet seit fünfzehn Jahren an Straßenbäumen und kleinen Gärten, zusammen"
        " mit den Nachbarn, die sie gießen."
    ),
    "zh": (
        "示例市公园规划师，毕业于样例大学风景园林专业，"
        "十五年来与浇水护树的居民一起从事行道树和小花园的规划工作。"
    ),
}


class Speaker(Reader):
    """Somebody who was invited. Each job is another person's, so that none stands in the way of
    the next."""

    def __init__(
        self, page: Page, way: Way, address: str, *, letters: Letters, panel: Panel
    ) -> None:
        super().__init__(page, way, address, letters=letters)
        self.panel = panel

    # -- The jobs ---------------------------------------------------------------------------------

    def accept(self) -> None:
        """7: the answer itself, from the e-mail to the page that says it."""
        email = self._email("maria")
        with self.following(email) as hands:
            self._accept(hands, "María Ejemplo")
        self._check_thanks(email)

    def hand_in(self) -> None:
        """7: the answer, a biography and a photo, in one go."""
        email, picture = self._email("tom"), self._photo()
        with tempfile.TemporaryDirectory() as folder, self.following(email) as hands:
            photo = Path(folder) / "portrait.jpg"
            photo.write_bytes(picture)
            self._accept(hands, "Tom Sample")
            hands.go(self._open_task("biography"))
            self._write_biography(hands)
            self._go_on(hands)
            hands.pick(self.page.locator("[name='photo']"), photo)
            hands.go(self.button_said("Save"))
            expect(self._told()).to_contain_text(self.said("Saved."))
        self._check_portrait()
        self._check_thanks(email)
        self._check_handed_in(email)

    def name_a_colleague(self) -> None:
        """8: instead of coming."""
        email = self._email("priya")
        with self.following(email) as hands:
            hands.go(self.link_said("Name a colleague"))
            self._name(hands)
        self._check_naming(email, letters=1)

    def decline_and_name(self) -> None:
        """8: a no first, and then the colleague."""
        email = self._email("ana")
        with self.following(email) as hands:
            hands.go(self.button_said("Decline"))
            self.stands("declined")
            hands.go(self.link_said("Name a colleague"))
            self._name(hands)
        self._check_subject(email, 1, "Thank you for your answer")
        self._check_naming(email, letters=2)

    # -- What they are made of --------------------------------------------------------------------

    def _email(self, key: str) -> str:
        return self.panel.email(self.panel.asked, key)

    def _accept(self, hands: Hands, name: str) -> None:
        hands.go(self.button_said("Accept"))
        self.stands("accepted")
        thanks = self.said("%(name)s, you have accepted. Thank you!", name=name)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(thanks)

    def _open_task(self, name: str) -> Locator:
        return self.page.locator(f".checklist a[href$='/{name}']").first

    def _write_biography(self, hands: Hands) -> None:
        language = self.way.language
        hands.fill(self.page.locator(f"[name='biography-{language}']"), BIOGRAPHY[language])
        hands.tick(self.page.locator("[name='please_translate']"))
        hands.go(self.button_said("Save"))
        expect(self._told()).to_contain_text(self.said("Saved."))

    def _go_on(self, hands: Hands) -> None:
        """To the photo: at once, where the page leads there; else by the page of all tasks."""
        following = self.link_said("Next: %(task)s", task=self.said("Photo"))
        if following.is_visible():
            hands.go(following)
        else:
            hands.go(self.page.locator(".way-back a"))
            hands.go(self._open_task("photo"))

    def _name(self, hands: Hands) -> None:
        hands.fill(self.page.locator("[name='name']"), COLLEAGUE)
        hands.fill(self.page.locator("[name='email']"), self._colleague())
        hands.go(self.button_said("Name this colleague"))
        self.stands("delegating")

    def _colleague(self) -> str:
        return f"g.muster@{self.panel.asked}.example.org"

    def _told(self) -> Locator:
        return self.page.get_by_role("status").first

    def _photo(self) -> bytes:
        """Taken before."""
        browser = self.page.context.browser
        assert browser is not None
        beside = browser.new_page(viewport={"width": 1200, "height": 1600})
        beside.set_content(PHOTO)
        taken = beside.screenshot(type="jpeg")
        beside.close()
        self.page.bring_to_front()
        return taken

    # -- What pages and e-mails say ---------------------------------------------------------------

    def _check_thanks(self, email: str) -> None:
        mail = self._check_subject(email, 1, "Thank you for accepting")
        if "\nDTSTART" not in calendar(mail):
            raise NotDone("The e-mail that thanks has nothing for the calendar")

    def _check_subject(self, email: str, after: int, occasion: str) -> EmailMessage:
        """In the language of the speaker."""
        mail = self.letters.next_to(email, after)
        language = str(mail["Content-Language"])
        if self.said(occasion) not in str(mail["Subject"]):
            raise NotDone(f"The e-mail is about “{mail['Subject']}”")
        if not language.startswith(self.way.language):
            raise NotDone(f"The e-mail is in {language}")
        return mail

    def _check_portrait(self) -> None:
        portrait = self.page.locator("img.portrait").first
        expect(portrait).to_be_visible()
        address = portrait.evaluate("one => one.src")
        answer = self.page.request.get(address)
        if not answer.ok or not answer.headers["content-type"].startswith("image/"):
            raise NotDone(f"The portrait is answered {answer.status}")

    def _check_handed_in(self, email: str) -> None:
        """On their page both stand as done, and the biography reads as it was typed."""
        self.open(own_page(self.letters.next_to(email)))
        done = self.page.locator(".checklist li", has=self.page.locator(".badge-accepted"))
        for task in ("biography", "photo"):
            expect(done.locator(f"a[href$='/{task}']")).to_have_count(1)
        with self.page.expect_navigation():
            self._open_task("biography").click()
        language = self.way.language
        field = self.page.locator(f"[name='biography-{language}']")
        expect(field).to_have_value(BIOGRAPHY[language])

    def _check_naming(self, email: str, *, letters: int) -> None:
        main = self.page.locator("main")
        for said in (COLLEAGUE, self._colleague()):
            expect(main).to_contain_text(said)
        mail = self._check_subject(email, letters, "Your proposal of a colleague has arrived")
        if COLLEAGUE not in words(mail):
            raise NotDone("The e-mail does not say who was named")


JOBS = {
    "7": Job("speaker accepts", Speaker.accept, 2, 180),
    # Nobody said in how many acts.
    "7b": Job("biography, photo", Speaker.hand_in, math.inf, 180, is_besides_typing=True),
    "8": Job("name a colleague", Speaker.name_a_colleague, 4, 180, is_besides_typing=True),
    "8b": Job("a no, a colleague", Speaker.decline_and_name, 4, 180, is_besides_typing=True),
}
