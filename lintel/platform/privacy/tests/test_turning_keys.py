"""The key ring: made once, closed to others, and turned without losing a value even when the job is killed."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from lintel.platform.privacy import checks, cipher, keyring, rotation
from lintel.platform.privacy.cipher import decrypt, encrypt
from lintel.platform.privacy.fields import matching
from lintel.platform.privacy.keyring import KeyTrouble
from lintel.platform.privacy.models import KeyMark, Reencryption
from lintel.platform.privacy.tests.sample import Guest


@pytest.fixture(autouse=True)
def own_ring(settings, tmp_path, monkeypatch):
    """A ring of the test's own, looked at anew at every use, because these tests change the file behind its back."""
    monkeypatch.setattr(keyring, "LOOK_AGAIN", 0)
    settings.LINTEL_KEY_FILE = tmp_path / "keys.json"
    return settings.LINTEL_KEY_FILE


def test_the_first_start_makes_a_ring_only_its_owner_can_read(own_ring):
    with ThreadPoolExecutor(8) as pool:
        rings = {ring.fingerprint for ring in pool.map(lambda _: keyring.keyring(), range(8))}
    assert len(rings) == 1
    assert stat.S_IMODE(own_ring.stat().st_mode) == 0o600
    assert list(own_ring.parent.iterdir()) == [own_ring]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_ring_others_can_read_is_refused(own_ring, mode):
    keyring.keyring()
    own_ring.chmod(mode)
    with pytest.raises(KeyTrouble, match="chmod 600"):
        keyring.load(own_ring)


def test_a_damaged_ring_is_refused(own_ring):
    keyring.keyring()
    content = json.loads(own_ring.read_text())
    content["index_key"] = content["audit_key"]
    own_ring.write_text(json.dumps(content))
    with pytest.raises(KeyTrouble, match="damaged"):
        keyring.keyring()


def test_the_master_key_may_come_from_elsewhere(own_ring, settings):
    settings.LINTEL_MASTER_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    sealed = encrypt("x", "a|1")
    assert "master" not in json.loads(own_ring.read_text())
    assert decrypt(sealed, "a|1") == "x"


def test_old_values_stay_readable_and_indexes_stay_the_same():
    before, index = encrypt("甲", "a|1"), cipher.blind_index("f", "甲")
    assert keyring.rotate() == 2
    after = encrypt("甲", "a|1")
    assert (cipher.key_id(before), cipher.key_id(after)) == (1, 2)
    assert decrypt(before, "a|1") == decrypt(after, "a|1") == "甲"
    assert cipher.blind_index("f", "甲") == index


@pytest.mark.django_db
def test_a_foreign_ring_is_noticed_at_start(own_ring):
    KeyMark.objects.all().delete()
    checks.mark_database()
    assert checks.the_key_ring_fits(databases=["default"]) == []
    own_ring.unlink()
    assert [e.id for e in checks.the_key_ring_fits(databases=["default"])] == ["privacy.E003"]


def test_a_killed_reencryption_goes_on_where_it_was(guests, monkeypatch):
    guests.bulk_create(Guest(phone=f"138{n:08}", notes=f"note {n}") for n in range(25))
    keyring.rotate()
    assert rotation.stale(Guest) == 50
    assert rotation.reencrypt(Guest, batch=10) == rotation.Progress(10, 20, False)

    class Killed(BaseException):
        pass

    done = []

    def killed_in_the_middle(row, fields, target):
        done.append(row)
        if len(done) == 5:
            raise Killed
        return original(row, fields, target)

    original = rotation._rewrite
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_rewrite", killed_in_the_middle)
        with pytest.raises(Killed):
            rotation.reencrypt(Guest, batch=10)
    assert rotation.stale(Guest) == 30
    assert Reencryption.objects.get().last_pk == guests.order_by("pk")[9].pk
    assert rotation.reencrypt(Guest, batch=10) == rotation.Progress(10, 20, False)
    assert rotation.reencrypt(Guest, batch=10) == rotation.Progress(5, 10, True)
    assert rotation.stale(Guest) == 0
    assert [g.phone.reveal() for g in guests.order_by("pk")] == [f"138{n:08}" for n in range(25)]
    assert guests.filter(matching(Guest, "phone", "13800000007")).get().notes.reveal() == "note 7"
