"""The signed address to which a digest is answered, and whether a token was signed for a digest and its reader.

A token is 43 signs of small base32 in fixed places: the key's id (2), the digest's name (12), the day on which it
expires (3), and 16 bytes of HMAC-SHA256 (26). It stands after the + of the address and, for servers that drop that
part, in the digest's Message-ID. It tells nothing that is secret, and nothing else stands for it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING

from notify.replies.correspondents import correspondent
from notify.replies.keys import ID_LENGTH, LETTERS, Key, KeyRing

if TYPE_CHECKING:
    from notify.replies.received import Received

LOCAL_LENGTH = 64  # octets before the @ (RFC 5321)
NAME_DIGITS = 15  # hexadecimal ones of a digest by which a token names it
_NAME, _EXPIRY, _MAC = 12, 3, 26  # signs, of 5 bits each
LENGTH = ID_LENGTH + _NAME + _EXPIRY + _MAC
BASE_LENGTH = LOCAL_LENGTH - LENGTH - 1  # of the address's own name

_MOST = 10  # tokens of one mail; an answer within a long exchange brings some
_VERSION = 1
_MAC_BYTES = 16
_BITS = 5
_FIRST = date(2020, 1, 1)  # expiries are days from here; the last that can be written lies in 2109
_LAST = timedelta((1 << _EXPIRY * _BITS) - 1)
_SIGN = "[A-Za-z2-7]"  # written out: among all letters some that are not ASCII are capitals of these
_TOKEN = re.compile(rf"(?P<key>{_SIGN}{{2}})(?P<name>{_SIGN}{{12}})(?P<expiry>{_SIGN}{{3}})(?P<mac>{_SIGN}{{26}})")
_OF_ADDRESS = re.compile(rf"[^@+]{{1,{BASE_LENGTH}}}\+({_SIGN}{{{LENGTH}}})@")
_OF_MESSAGE = re.compile(rf"<?vekha\.[0-9A-Fa-f]{{32}}\.({_SIGN}{{{LENGTH}}})@")


@dataclass(frozen=True)
class Token:
    """A token as it came in, in small letters; `name` are the first `NAME_DIGITS` of the digest that it names."""

    key: str
    name: str
    expires: date
    mac: str

    @classmethod
    def parse(cls, text: str) -> Token | None:
        """The token that a text is; None where it is none. Whether it was signed is another question."""
        found = _TOKEN.fullmatch(text)
        if found is None:
            return None
        key, name, expiry, mac = (found[part].lower() for part in ("key", "name", "expiry", "mac"))
        return cls(key, f"{_number(name):0{NAME_DIGITS}x}", _FIRST + timedelta(_number(expiry)), mac)


class Judgement(Enum):
    """What a token is worth."""

    VALID = auto()
    WRONG = auto()
    EXPIRED = auto()  # it was signed, for a time that is over


@dataclass(frozen=True)
class Desk:
    """Where and how the digests of a plan are answered. A token counts on `valid_days` days after its digest's.

    `address` has an ASCII local part without a +, of `BASE_LENGTH` signs at most.
    """

    plan_key: str
    address: str
    keys: KeyRing
    valid_days: int = 60

    def token(self, digest: str, recipient: str, day: date) -> str:
        """The token of a digest that went to an address. `digest` are the 32 hexadecimal digits of its Message-ID."""
        name, expires = digest[:NAME_DIGITS], _written_day(day + timedelta(self.valid_days))
        key = self.keys.signing
        number = (expires - _FIRST).days
        return (
            f"{key.id}{_signs(int(name, 16), _NAME)}{_signs(number, _EXPIRY)}{self._mac(key, name, recipient, expires)}"
        )

    def reply_to(self, digest: str, recipient: str, day: date) -> str:
        """The address to which that digest is answered."""
        local, _at, domain = self.address.rpartition("@")
        return f"{local}+{self.token(digest, recipient, day)}@{domain}"

    def judge(self, token: Token, recipient: str, today: date) -> Judgement:
        """Whether a token was signed for its digest and this address, and has not expired."""
        key = self.keys.named(token.key)
        if key is None or not hmac.compare_digest(self._mac(key, token.name, recipient, token.expires), token.mac):
            return Judgement.WRONG
        return Judgement.VALID if today <= token.expires else Judgement.EXPIRED

    def _mac(self, key: Key, name: str, recipient: str, expires: date) -> str:
        signed = json.dumps([_VERSION, self.plan_key, name, correspondent(recipient), expires.isoformat()])
        made = hmac.digest(key.secret.encode("ascii"), signed.encode("ascii"), hashlib.sha256)[:_MAC_BYTES]
        return b32encode(made).decode("ascii").rstrip("=").lower()


def tokens_of(received: Received) -> tuple[Token, ...]:
    """The tokens that a mail brings: those of the addresses it went to, then those of the mails it refers to.

    What stands in the body or the subject counts for nothing; of very many only the first are looked at.
    """
    found = dict.fromkeys(token for text in _texts(received) if (token := Token.parse(text)) is not None)
    return tuple(islice(found, _MOST))


def _texts(received: Received) -> Iterator[str]:
    for pattern, values in ((_OF_ADDRESS, received.addressed), (_OF_MESSAGE, received.referred)):
        yield from (found[1] for value in values if (found := pattern.match(value.strip())) is not None)


def _written_day(day: date) -> date:
    """The nearest day that a token can say."""
    return min(max(day, _FIRST), _FIRST + _LAST)


def _signs(number: int, length: int) -> str:
    return "".join(LETTERS[number >> _BITS * place & len(LETTERS) - 1] for place in reversed(range(length)))


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number << _BITS | LETTERS.index(sign)
    return number
