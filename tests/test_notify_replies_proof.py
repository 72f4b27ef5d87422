"""What the receiving server's Authentication-Results prove; written by others, and forged where they can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.replies.proof import LONGEST, is_proven

SERVER, SENDER = "mx.example.org", "m.obraztsova@library.example.org"
PASS = f"{SERVER}; dmarc=pass header.from=library.example.org"


def proven(*headers: str, sender: str = SENDER) -> bool:
    """Whether these headers prove the sender."""
    return is_proven(headers, SERVER, sender)


@pytest.mark.parametrize(
    "header",
    [
        PASS,
        PASS.upper(),
        f"{SERVER} 1; dmarc=pass header.from=library.example.org",
        f"{SERVER} (a (nested \\) one)); dmarc = pass (p=NONE dis=NONE) header.from = library.example.org (x)",
        f"{SERVER}; dkim=pass header.i=@x header.b=ab/c+d=; spf=fail smtp.mailfrom=a@b; dmarc=pass action=none "
        "header.from=library.example.org",
        f'{SERVER}; dmarc/1=pass reason="a; dmarc=fail" header.from=library.example.org; arc=none',
        f"{SERVER}; dmarc=pass header.from=m.obraztsova@library.example.org;",
        f"{SERVER};\tdmarc=pass\theader.from=library.example.org",
    ],
)
def test_a_server_vouches_in_any_way_that_is_in_use(header: str) -> None:
    """Capitals, comments, quotes, a version and what else it has found make no difference."""
    assert proven(header)


@pytest.mark.parametrize("name", [f"(of us) {SERVER}", f'"{SERVER}"', f"() {SERVER}"])
def test_a_name_in_disguise_proves_nothing(name: str) -> None:
    """No server writes its own so, and one that takes forged ones out may let it pass; beside a plain one, too."""
    disguised = PASS.replace(SERVER, name, 1)
    assert not proven(disguised)
    assert not proven(PASS, disguised)


@pytest.mark.parametrize(
    "header",
    [
        f"{SERVER}; none",
        SERVER,
        f"{SERVER}; spf=pass smtp.mailfrom=library.example.org",
        f"{SERVER}; dmarc=fail header.from=library.example.org",
        f"{SERVER}; dmarc=none header.from=library.example.org",
        f"{SERVER}; dmarc=passed header.from=library.example.org",
        f"{SERVER}; dmarc=pass",
        f"{SERVER}; dmarc=pass header.from=",
        f"{SERVER}; dmarc=pass (header.from=library.example.org)",
        f'{SERVER}; dmarc=pass reason="x header.from=library.example.org"',
        f"{SERVER}; dmarc=pass header.from=sub.library.example.org",
        f"{SERVER}; dmarc=pass header.from=example.org",
        f"{SERVER}; dmarc=pass header.from=library.example.org.evil.example",
        f"{SERVER}; dmarc=pass header.from=evil.example header.from=library.example.org",
        f"{SERVER}; dmarc=pass header.from=library.example.org\0",
        f"{SERVER}; dmarc=pass header.from=library.example.org; dmarc=fail header.from=library.example.org",
        f"{SERVER}; dmarc=pass header.from=library.example.org; DMARC=pass header.from=evil.example",
        f"{SERVER}; xdmarc=pass header.from=library.example.org",
        f"{SERVER}; dmarc/2=pass header.from=library.example.org",
        f"{SERVER} 2; dmarc=pass header.from=library.example.org",
        f"{SERVER} dmarc=pass header.from=library.example.org",
        f"{SERVER}; dmarc=pass header.from=library.example.org (never closed",
        f'{SERVER}; dmarc=pass header.from=library.example.org "never closed',
        f"{SERVER}; dmarc=pass header.from=library.example.org ) x",
        f"{SERVER}; (; dmarc=pass header.from=library.example.org",
        f"{SERVER}.evil.example; dmarc=pass header.from=library.example.org",
        f"evil.example; dmarc=pass header.from=library.example.org; {SERVER}",
        f"({SERVER}); dmarc=pass header.from=library.example.org",
        "dmarc=pass header.from=library.example.org",
        "",
        f"{PASS}; x=({'a' * LONGEST})",
    ],
)
def test_anything_else_proves_nothing(header: str) -> None:
    """Another verdict, another domain, another server, what is quoted or remarked, and what cannot be read."""
    assert not proven(header)


def test_every_header_of_the_server_has_to_say_so() -> None:
    """One that somebody forged is outvoted by the server's own, wherever it stands; those of others do not count."""
    fail, silent = PASS.replace("pass", "fail"), f"{SERVER}; spf=pass smtp.mailfrom=evil.example"
    other = PASS.replace(SERVER, "mx.evil.example")
    assert proven(PASS, PASS)
    assert proven(PASS, other.replace("pass", "fail"), f"{other} (broken")
    for wrong in (fail, silent, f"{PASS} (broken"):
        assert not proven(PASS, wrong)
        assert not proven(wrong, PASS)
    assert not proven(other)
    assert not proven()


@pytest.mark.parametrize(
    "sender", ["", "m.obraztsova", "m.obraztsova@", "a@b@", "a@library.example.org\0", "a@[1.2.3.4]"]
)
def test_a_sender_without_a_domain_is_not_proven(sender: str) -> None:
    """Not even where the header names none either."""
    assert not proven(f"{SERVER}; dmarc=pass header.from={sender.rpartition('@')[2]}", sender=sender)


def test_a_national_domain_is_proven_however_it_is_written() -> None:
    """In its letters or as it travels."""
    travelling = "библиотека.рф".encode("idna").decode()
    for one in ("библиотека.рф", travelling):
        assert proven(f"{SERVER}; dmarc=pass header.from={travelling}", sender=f"директор@{one}")
        assert proven(f"{SERVER}; dmarc=pass header.from=библиотека.рф", sender=f"директор@{one}")


@given(st.lists(st.sampled_from([*'();"\\=. ', SERVER, "dmarc", "pass", "header.from", "evil.example"])).map("".join))
def test_no_header_breaks_it_and_none_proves_what_it_does_not_name(header: str) -> None:
    """Whatever is written: the sender's domain is not in it."""
    assert not proven(header)
    assert not proven(f"{SERVER}; {header}")


def test_deep_nesting_is_no_trouble() -> None:
    """Comments within comments cost one look at each sign."""
    assert not proven(f"{SERVER}; {'(' * 10_000}")
    assert proven(f"{SERVER} {'(' * 5_000}{')' * 5_000}; dmarc=pass header.from=library.example.org")
