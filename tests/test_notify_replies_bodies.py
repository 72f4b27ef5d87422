"""Which part of a mail is its text, in which encoding, and how many files came with it."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence

import pytest

from notify.replies.bodies import DEEPEST, LONGEST, MOST_BYTES, MOST_PARTS
from notify.replies.received import Received, receive

TEXT = "I.1.1\nФакт: 12"
PLAIN = "Content-Type: text/plain; charset=utf-8"
PAGE = "Content-Type: text/html; charset=utf-8"
FILE = 'Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename="a.txt"'


def single(head: str, body: bytes) -> Received:
    """A mail of one part."""
    return receive(head.encode() + b"\n\n" + body)


def many(kind: str, parts: Sequence[str], boundary: str = "b") -> str:
    """A part of several, each with its head."""
    within = "".join(f"\n--{boundary}\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\nprologue{within}\n--{boundary}--\nepilogue'


def part(head: str, body: str) -> str:
    """A part with its head."""
    return f"{head}\n\n{body}"


def text(kind: str, *parts: str) -> str:
    """The text of a mail of several parts."""
    return receive(many(kind, parts).encode()).text


def test_of_two_forms_the_plain_one_counts() -> None:
    """Of a text in two forms the plain one counts, wherever it stands among them."""
    plain, page = part(PLAIN, TEXT), part(PAGE, "<p>I.1.1<p>Факт: 13")
    assert text("alternative", plain, page) == text("alternative", page, plain) == TEXT
    assert text("alternative", many("related", [page], "r")) == "I.1.1\nФакт: 13"
    assert text("alternative", plain, many("mixed", [page, part(FILE, "x")], "m")) == TEXT


@pytest.mark.parametrize(
    "empty", ["", " \n\n", "\u00a0", "HTML only", "Ваша программа не показывает письма в формате HTML."]
)
@pytest.mark.parametrize("kind", ["alternative", "mixed"])
def test_an_empty_plain_form_leaves_the_page(kind: str, empty: str) -> None:
    """Where the plain form is empty or only speaks of HTML, the page counts."""
    assert text(kind, part(PLAIN, empty), part(PAGE, "<div>I.1.1</div><div>Факт: 12</div>")) == TEXT


def test_a_plain_form_alone_stays() -> None:
    """A text that is empty or speaks of HTML is all there is where nothing else is."""
    assert text("alternative", part(PLAIN, "HTML only"), part("Content-Type: image/png", "x")) == "HTML only"
    assert text("alternative", part("Content-Type: image/png", "x")) == ""


def test_texts_below_one_another_are_one() -> None:
    """Texts that a program parted, as around a picture, are one; of what belongs to a page the page counts."""
    assert text("mixed", part(PLAIN, "I.1.1"), part("Content-Type: image/png", "x"), part(PLAIN, "Факт: 12")) == TEXT
    assert text("signed", part(PLAIN, TEXT), part("Content-Type: application/pgp-signature", "x")) == TEXT
    assert text("related", part(PAGE, "I.1.1<br>Факт: 12"), part(PLAIN, "x")) == TEXT


@pytest.mark.parametrize(
    "head",
    [
        FILE,
        "Content-Disposition: attachment",
        "Content-Disposition: inline; filename=a.txt",
        "Content-Disposition: inline; filename*0*=utf-8''%D0%B0; filename*1=.txt",
        'Content-Type: text/plain; name="a.txt"',
        "Content-Type: message/rfc822",
        "Content-Type: application/pdf; name=a.pdf",
    ],
)
def test_files_are_counted_and_not_read(head: str) -> None:
    """Whatever has a file's name, is attached or is a mail of its own, is a file."""
    found = receive(many("mixed", [part(PLAIN, TEXT), part(head, "Факт: 99"), part(head, "Факт: 98")]).encode())
    assert (found.text, found.attachments) == (TEXT, 2)


def test_a_digest_of_mails_is_files() -> None:
    """In a digest a part without a type is a mail."""
    assert receive(many("digest", ["\nFrom: a@example.org\n\nФакт: 99"]).encode()).attachments == 1


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Type: multipart/mixed", TEXT),
        ("Content-Type: multipart/mixed; boundary=other", TEXT),
        ("Content-Type: nonsense", TEXT),
        ("Content-Type: multipart/mixed; boundary=b", f"--b\n\n{TEXT}"),
        ("Content-Type: multipart/mixed; boundary=b", f"--b\n{TEXT.replace('I.1.1', '«I.1.1»')}\n--b--"),
        ("Content-Type: multipart/mixed; BOUNDARY = b ; x", f"--b\r\n\r\n{TEXT}\r\n--b--"),
        ('Content-Type: multipart/mixed; boundary="b\\+c"', f"--b+c  \n\n{TEXT}\n--b+c--"),
    ],
)
def test_broken_parts_give_what_can_be_had(head: str, body: str) -> None:
    """Without boundaries, heads or ends the text is still found."""
    assert single(head, body.encode()).text.replace("«", "").replace("»", "") == TEXT


def test_parts_have_an_end() -> None:
    """Parts deeper in one another or more than any mail's are not looked at."""
    deep = part(PLAIN, TEXT)
    for depth in range(DEEPEST):
        deep = many("mixed", [deep], f"b{depth}")
    assert receive(deep.encode()).text == TEXT
    assert receive(many("mixed", [deep], "top").encode()).text == ""
    assert text("mixed", *[part(PLAIN, "x")] * (MOST_PARTS + 9)).count("x") == MOST_PARTS - 1


def test_a_text_has_an_end() -> None:
    """Only so many characters are looked at, and of pages so many bytes, whatever their number."""
    assert len(single(PLAIN, "Факт: 1\n".encode() * LONGEST).text) == LONGEST
    pages = [part(PAGE, f"{'<i></i>' * (MOST_BYTES // 10)}x")] * 3
    assert text("mixed", *pages, part(PLAIN, "I.1.1")).count("I.1.1") == 0


@pytest.mark.parametrize(
    "charset", ["utf-8", "windows-1251", "koi8-r", "cp866", "iso-8859-5", "utf-16", "utf-16le", "utf-7"]
)
def test_a_declared_encoding(charset: str) -> None:
    """The text is read as its encoding is declared."""
    head = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64"
    assert single(head, base64.b64encode(TEXT.encode(charset))).text == TEXT


LONG = "Факт: 12\nПричина: подрядчик попросил продлить срок, новый конкурс объявлен в феврале\n"


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "cp866"])
@pytest.mark.parametrize("declared", ["", "us-ascii", "unknown-8bit", "x" * 99, "a\0b", "idna", "zlib", "undefined"])
def test_an_encoding_that_is_not_told(charset: str, declared: str) -> None:
    """Where none is declared, or one that cannot be, the letters tell which it is."""
    head = f'Content-Type: text/plain; charset="{declared}"'
    assert single(head, LONG.encode(charset)).text == LONG


def test_a_wrong_encoding() -> None:
    """Sound UTF-8 is read as such whatever is declared; unsound as the likeliest; and nothing raises."""
    assert single("Content-Type: text/plain; charset=koi8-r", TEXT.encode()).text == TEXT
    assert single(PLAIN, LONG.encode("cp1251")).text == LONG
    assert single("Content-Type: text/plain", LONG.encode("utf-16")).text == LONG
    assert single(PLAIN, LONG.encode("cp1251") + b"\0").text == LONG
    assert single(PLAIN, b"\xff\xfeI").text == "\ufffd\ufffdI"


def test_a_page_may_tell_its_encoding_itself() -> None:
    """Where the mail does not say how a page is encoded, the page does."""
    page = f'<html><head><meta charset="koi8-r"></head><body>{LONG}</body></html>'
    assert "подрядчик попросил" in single("Content-Type: text/html", page.encode("koi8-r")).text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_end_in_one_way(end: str) -> None:
    """Whatever ended the lines, in the text LF does."""
    assert single(PLAIN, TEXT.replace("\n", end).encode()).text == TEXT


def test_transfer_encodings() -> None:
    """Base64 and quoted-printable are undone, damaged ones as far as they go; what is unknown stays."""
    packed = base64.encodebytes(TEXT.encode())
    head = f"{PLAIN}\nContent-Transfer-Encoding: "
    assert single(f"{head}BASE64", packed).text == TEXT
    assert single(f"{head}base64", b"!" + packed.rstrip(b"=\n") + b"-").text == TEXT
    assert single(f"{head}base64", packed[:17]).text == TEXT[:9]
    assert single(f"{head}quoted-printable", quopri.encodestring(TEXT.encode())).text == TEXT
    assert single(f"{head}quoted-printable", b"I.1.1=\n=XX=").text.startswith("I.1.1")
    assert single(f"{head}8bit", TEXT.encode()).text == single(f"{head}x", TEXT.encode()).text == TEXT


def test_flowed_lines_are_whole() -> None:
    """A text that its program wrapped by itself has its lines again."""
    body = "Причина: нет \nподрядчика".encode()
    assert single(f"{PLAIN}; Format=Flowed", body).text == "Причина: нет подрядчика"
    assert single(f"{PLAIN}; format=flowed; delsp=yes", body).text == "Причина: нетподрядчика"
    assert single(PLAIN, body).text == "Причина: нет \nподрядчика"
