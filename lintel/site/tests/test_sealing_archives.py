"""An archive gives back what went in, and not one bit of anything else."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lintel.platform.privacy.keyring import create, load
from lintel.site import sealed_archive
from lintel.site.sealed_archive import PIECE, TAG, ArchiveRefused, SealedReader, SealedWriter


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    create(path)
    return load(path)


def seal(content, **secret):
    file = Memory()
    writer = SealedWriter(file, **secret)
    for start in range(0, len(content), 700_000):
        writer.write(content[start : start + 700_000])
    writer.finish()
    return file.getvalue()


class Memory(io.BytesIO):
    def fileno(self):
        return -1


@pytest.fixture(autouse=True, scope="module")
def no_disk():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_archive.os, "fsync", lambda handle: None)
        yield


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17])
def test_any_length_comes_back(ring, size):
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    assert SealedReader(io.BytesIO(seal(content, ring=ring)), ring=ring).read() == content


@settings(max_examples=60)
@given(st.data())
def test_one_flipped_bit_is_refused(ring, data):
    archive = bytearray(seal(b"x" * 500, ring=ring))
    place = data.draw(st.integers(0, len(archive) * 8 - 1))
    archive[place // 8] ^= 1 << place % 8
    with pytest.raises(ArchiveRefused):
        SealedReader(io.BytesIO(bytes(archive)), ring=ring).read()


def test_a_cut_end_and_swapped_pieces_are_refused(ring):
    archive = seal(b"a" * PIECE + b"b" * PIECE + b"c", ring=ring)
    begin = len(archive) - (2 * (PIECE + TAG) + 1 + TAG)
    first, second = archive[begin : begin + PIECE + TAG], archive[begin + PIECE + TAG : begin + 2 * (PIECE + TAG)]
    cut = archive[: begin + PIECE + TAG]
    swapped = archive[:begin] + second + first + archive[begin + 2 * (PIECE + TAG) :]
    for broken in (cut, archive[:-1], swapped, archive + b"x"):
        with pytest.raises(ArchiveRefused):
            SealedReader(io.BytesIO(broken), ring=ring).read()


def test_a_passphrase_opens_what_it_sealed_and_nothing_else_does(ring):
    archive = seal("机密".encode(), passphrase="correct horse", ring=ring)
    assert SealedReader(io.BytesIO(archive), passphrase="correct horse").read() == "机密".encode()
    for wrong in ({"passphrase": "wrong"}, {"ring": ring}, {}):
        with pytest.raises(ArchiveRefused):
            SealedReader(io.BytesIO(archive), **wrong).read()


def test_another_key_ring_is_refused_by_name(ring, tmp_path):
    create(tmp_path / "other.json")
    archive = seal(b"x", ring=ring)
    with pytest.raises(ArchiveRefused, match="not the one of this backup"):
        SealedReader(io.BytesIO(archive), ring=load(tmp_path / "other.json"))
    with pytest.raises(ArchiveRefused, match="Put it in place first"):
        SealedReader(io.BytesIO(archive))
