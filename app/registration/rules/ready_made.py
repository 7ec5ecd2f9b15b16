"""Questions and consents that most workshops need, worded in all languages of the interface.

Their keys are known to statistics and to what is done by consent, so they never change.
"""

from __future__ import annotations

from dataclasses import replace

from app.i18n.texts import Text
from app.registration.rules.questions import (
    Choice,
    Condition,
    Consent,
    Question,
    QuestionKind,
    Step,
)
from app.workshops.rules import Way


def _text(en: str, de: str, zh: str) -> Text:
    return {"en": en, "de": de, "zh": zh}


def _choice(key: str, en: str, de: str, zh: str) -> Choice:
    return Choice(key=key, label=_text(en, de, zh))


QUESTIONS: dict[str, Question] = {
    "diet": Question(
        key="diet",
        label=_text("What do you eat?", "Was essen Sie?", "您的饮食要求是什么？"),
        kind=QuestionKind.CHOICES,
        choices=(
            _choice("everything", "Everything", "Alles", "没有特别要求"),
            _choice("vegetarian", "Vegetarian", "Vegetarisch", "素食（蛋奶素）"),
            _choice("vegan", "Vegan", "Vegan", "纯素食"),
            _choice("halal", "Halal", "Halal", "清真"),
            _choice("kosher", "Kosher", "Koscher", "犹太洁食"),
            _choice("gluten-free", "Without gluten", "Glutenfrei", "不含麸质"),
            _choice("lactose-free", "Without lactose", "Laktosefrei", "不含乳糖"),
            _choice("no-nuts", "Without nuts", "Ohne Nüsse", "不含坚果"),
        ),
        why=_text(
            "So that there is something for everybody. The organisers see your answer; the "
            "kitchen is told how many, without names.",
            "Damit für alle etwas dabei ist. Das Organisationsteam sieht Ihre Antwort; die Küche "
            "erfährt nur Zahlen, keine Namen.",
            "以便为每个人准备合适的餐食。组织者会看到您的回答；只告知厨房人数，不附姓名。",
        ),
        when=Condition(way=Way.ON_SITE),
        keep_days=30,
    ),
    "access": Question(
        key="access",
        label=_text(
            "What do you need to take part well?",
            "Was brauchen Sie, um gut teilnehmen zu können?",
            "为了顺利参加，您有什么需要？",
        ),
        kind=QuestionKind.TEXT,
        long=True,
        hint=_text(
            "Such as a step-free way, sign language, captions, or documents beforehand.",
            "Zum Beispiel stufenlose Wege, Gebärdensprache, Untertitel, Unterlagen vorab.",
            "例如无障碍通道、手语、字幕，或提前收到资料。",
        ),
        why=_text(
            "So that we can prepare it. Only the team reads it, and it is erased 30 days after "
            "the workshop.",
            "Damit wir es vorbereiten können. Nur das Organisationsteam liest es; 30 Tage nach "
            "dem Workshop wird es gelöscht.",
            "以便我们做好准备。只有组织者会看到，研讨会结束 30 天后删除。",
        ),
        keep_days=30,
    ),
    "gender": Question(
        key="gender",
        label=_text("What is your gender?", "Welches Geschlecht haben Sie?", "您的性别是？"),
        kind=QuestionKind.CHOICE,
        choices=(
            _choice("woman", "Woman", "Frau", "女"),
            _choice("man", "Man", "Mann", "男"),
            _choice("other", "Another", "Anderes", "其他"),
        ),
        why=_text(
            "Our funder asks how many women and men took part. The organisers see your answer; "
            "reports show numbers only.",
            "Unsere Förderstelle möchte wissen, wie viele Frauen und Männer teilgenommen haben. "
            "Das Organisationsteam sieht Ihre Antwort; Berichte zeigen nur Zahlen.",
            "资助方需要了解参会者的性别比例。组织者会看到您的回答；报告中只列数字。",
        ),
        step=Step.AFTER,
        may_decline=True,
    ),
    "organisation_kind": Question(
        key="organisation_kind",
        label=_text(
            "What kind of organisation do you work for?",
            "Für welche Art von Organisation arbeiten Sie?",
            "您所在的机构属于哪一类？",
        ),
        kind=QuestionKind.CHOICE,
        choices=(
            _choice(
                "national",
                "National government",
                "Nationale Regierung oder Behörde",
                "国家政府部门",
            ),
            _choice(
                "regional",
                "Regional or provincial government",
                "Regierung oder Behörde eines Landes, einer Region oder Provinz",
                "省级或地区政府部门",
            ),
            _choice("local", "Local government", "Stadt, Gemeinde, Landkreis", "市县级政府部门"),
            _choice("research", "Research, university", "Forschung, Hochschule", "研究机构或高校"),
            _choice(
                "ngo", "Non-governmental organisation", "Nichtregierungsorganisation", "非政府组织"
            ),
            _choice("company", "Company", "Unternehmen", "企业"),
            _choice(
                "international",
                "International organisation",
                "Internationale Organisation",
                "国际组织",
            ),
            _choice("other", "Other", "Andere", "其他"),
        ),
        why=_text(
            "Our funder asks whom the workshop reaches. The organisers see your answer; reports "
            "show numbers only.",
            "Unsere Förderstelle möchte wissen, wen der Workshop erreicht. Das "
            "Organisationsteam sieht Ihre Antwort; Berichte zeigen nur Zahlen.",
            "资助方需要了解研讨会覆盖了哪些机构。组织者会看到您的回答；报告中只列数字。",
        ),
        step=Step.AFTER,
        may_decline=True,
    ),
}

#: Stands for the name and address of who answers for the data.
RESPONSIBLE = "%(responsible)s"

CONSENTS: dict[str, Consent] = {
    "list": Consent(
        key="list",
        label=_text(
            "My name, role and organisation may stand in the list of participants.",
            "Mein Name, meine Funktion und meine Organisation dürfen in der Liste der "
            "Teilnehmenden stehen.",
            "同意将我的姓名、职务和单位列入参会者名单。",
        ),
        details=_text(
            "The list is given to everybody who takes part.",
            "Die Liste erhalten alle, die teilnehmen.",
            "名单将发给所有参会者。",
        ),
    ),
    "photos": Consent(
        key="photos",
        label=_text(
            "Photos in which I can be recognised may be published.",
            "Fotos, auf denen ich zu erkennen bin, dürfen veröffentlicht werden.",
            "同意公开发布能够辨认出我的照片。",
        ),
        details=_text(
            "In reports and on the pages of the organisers. Without a tick we leave you out.",
            "In Berichten und auf den Seiten der Veranstalter. Ohne Häkchen lassen wir Sie weg.",
            "用于报告和组织者的网页。如不勾选，我们不会使用您的照片。",
        ),
    ),
    "recording": Consent(
        key="recording",
        label=_text(
            "My image and my voice may be recorded.",
            "Mein Bild und meine Stimme dürfen aufgezeichnet werden.",
            "同意录制我的影像和声音。",
        ),
        details=_text(
            "You can take part without: leave camera and microphone off.",
            "Sie können auch ohne teilnehmen: Lassen Sie Kamera und Mikrofon aus.",
            "不同意也可以参加：请关闭摄像头和麦克风。",
        ),
    ),
    "invitations": Consent(
        key="invitations",
        label=_text(
            "You may invite me to further workshops by e-mail.",
            "Sie dürfen mich per E-Mail zu weiteren Workshops einladen.",
            "同意通过电子邮件邀请我参加今后的研讨会。",
        ),
    ),
    "attendance": Consent(
        key="attendance",
        label=_text(
            "It may be noted that I took part online.",
            "Es darf vermerkt werden, dass ich online teilgenommen habe.",
            "同意记录我在线参会的情况。",
        ),
        details=_text(
            "When you open the meeting by your personal link, the time is noted. You need it for "
            "a certificate of attendance.",
            "Wenn Sie das Online-Treffen über Ihren persönlichen Link öffnen, wird die Zeit "
            "vermerkt. Für eine Teilnahmebescheinigung ist das nötig.",
            "您通过个人专用链接进入会议时，系统会记录时间。开具参会证明需要此记录。",
        ),
        when=Condition(way=Way.ONLINE),
    ),
    "transfer": Consent(
        key="transfer",
        label=_text(
            "My data may be transferred out of China for this registration.",
            "Meine Daten dürfen für diese Anmeldung aus China ins Ausland übermittelt werden.",
            "同意为本次报名将我的个人信息提供至中国境外。",
        ),
        details=_text(
            f"They are received by: {RESPONSIBLE}. What for: your registration, e-mails about "
            "it, and your participation. Which: what you enter on this form. You can see, "
            "correct and erase them on your personal page, or by writing to this address.",
            f"Empfänger ist: {RESPONSIBLE}. Wofür: Ihre Anmeldung, E-Mails dazu und Ihre "
            "Teilnahme. Welche: was Sie auf diesem Formular angeben. Auf Ihrer persönlichen "
            "Seite oder unter dieser Adresse können Sie sie einsehen, berichtigen und löschen.",
            f"境外接收方：{RESPONSIBLE}。处理目的：办理报名、发送相关邮件和组织参会。个人信息种类："
            "您在本表中填写的内容。您可以在个人页面上，或通过上述联系方式查阅、更正和删除这些信息。",
        ),
        required=True,
        when=Condition(countries=("CN",)),
    ),
}


def consent(key: str, responsible: Text | None) -> Consent | None:
    """As a form takes it; None where it names who is responsible and nobody is recorded."""
    one = CONSENTS[key]
    if not one.details or not any(RESPONSIBLE in words for words in one.details.values()):
        return one
    if not responsible:
        return None
    # In the language of the sentence where it is recorded, else in the first there is.
    names = {code: _one_line(text) for code, text in responsible.items() if text}
    first = next(iter(names.values()))
    details = {
        code: words.replace(RESPONSIBLE, names.get(code, first))
        for code, words in one.details.items()
    }
    return replace(one, details=details)


def _one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip()).rstrip(".。")
