"""Bytes to text and back."""

from __future__ import annotations

import pytest

from tf2codemod.sources.decode import DecodeFailure, decode

EDITS = (("old()", "new()\nnewer()"),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a\nold()\nb\n", b"a\nnew()\nnewer()\nb\n", id="unix"),
        pytest.param(b"a\r\nold()\r\nb\r\n", b"a\r\nnew()\r\nnewer()\r\nb\r\n", id="windows"),
        pytest.param(b"a\rold()\rb\r", b"a\rnew()\rnewer()\rb\r", id="old-mac"),
        pytest.param(b"a\nold()", b"a\nnew()\nnewer()", id="no-final-newline"),
        pytest.param(
            b"a\r\nold()\nb\r\nc", b"a\r\nnew()\r\nnewer()\r\nb\r\nc", id="mixed-keeps-untouched-lines"
        ),
        pytest.param(b"\xef\xbb\xbfa\nold()\n", b"\xef\xbb\xbfa\nnew()\nnewer()\n", id="byte-order-mark"),
        pytest.param(
            b"# -*- coding: latin-1 -*-\ns = '\xe9'\nold()\n",
            b"# -*- coding: latin-1 -*-\ns = '\xe9'\nnew()\nnewer()\n",
            id="cookie",
        ),
        pytest.param(
            b"#!/usr/bin/python\n# vim: set fileencoding=gbk :\ns = '\xc4\xe3'\nold()\n",
            b"#!/usr/bin/python\n# vim: set fileencoding=gbk :\ns = '\xc4\xe3'\nnew()\nnewer()\n",
            id="cookie-in-the-second-line",
        ),
        pytest.param(b"\told()\n\x0c\n", b"\tnew()\nnewer()\n\x0c\n", id="tabs-and-form-feeds"),
    ],
)
def test_an_edit_keeps_encoding_and_newlines(before: bytes, after: bytes) -> None:
    decoded = decode(before)
    assert "\r" not in decoded.text
    assert not decoded.text.startswith("\ufeff")
    assert decoded.encode(decoded.text) == before
    assert decoded.encode(decoded.text.replace(*EDITS[0])) == after


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        pytest.param(b"a\nb\x00\n", "null bytes", 2, id="null"),
        pytest.param(b"a\ns = '\xe9'\n", "byte 0xe9 is not utf-8", 2, id="latin-1-without-cookie"),
        pytest.param(b"# coding: klingon\n", "unknown encoding", 1, id="unknown-cookie"),
        pytest.param(b"# coding: ascii\n\n\ns = '\xe9'\n", "is not ascii", 4, id="not-in-the-cookie"),
    ],
)
def test_what_cannot_be_decoded_says_where(data: bytes, message: str, line: int) -> None:
    with pytest.raises(DecodeFailure, match=message) as caught:
        decode(data)
    assert caught.value.line == line


def test_a_character_that_the_encoding_lacks_is_an_error() -> None:
    decoded = decode(b"# coding: latin-1\nx\n")
    with pytest.raises(UnicodeEncodeError):
        decoded.encode(decoded.text + "\u4f60\n")
