"""A certificate with its key as Postfix takes it: key, leaf, intermediates, and only if they belong together."""

from __future__ import annotations

import subprocess

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.certificate_chain import Unusable, chain_text
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.configuration import Certificate


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two certificates with their keys."""
    place = tmp_path_factory.mktemp("certificates")
    texts: dict[str, str] = {}
    for name in ("mail", "other"):
        words = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={name}.contoso.com"
        files = ["-keyout", str(place / f"{name}.key"), "-out", str(place / f"{name}.pem")]
        subprocess.run(["openssl", *words.split(), *files], check=True, capture_output=True)
        texts |= {path.name: path.read_text() for path in place.glob(f"{name}.*")}
    return texts


def chain(made: dict[str, str], file: str, key_file: str) -> str:
    return chain_text(Certificate("mail", file, key_file), made.__getitem__)


def test_the_key_comes_first_and_the_intermediates_last(made: dict[str, str]) -> None:
    made["chain.pem"] = "a comment\n" + made["mail.pem"].replace("\n", "\r\n") + made["other.pem"]
    assert chain(made, "chain.pem", "mail.key") == made["mail.key"] + made["mail.pem"] + made["other.pem"]


def test_one_file_may_hold_both_in_any_order(made: dict[str, str]) -> None:
    made["both.pem"] = made["mail.pem"] + made["mail.key"]
    assert chain(made, "both.pem", "both.pem") == made["mail.key"] + made["mail.pem"]


@pytest.mark.parametrize(
    ("file", "key_file", "why"),
    [
        ("mail.pem", "other.key", "of another certificate"),
        ("mail.pem", "mail.pem", "0 keys"),
        ("mail.key", "mail.key", "0 cert"),
    ],
)
def test_what_nobody_could_present_is_refused_without_showing_it(
    made: dict[str, str], file: str, key_file: str, why: str
) -> None:
    with pytest.raises(Unusable, match=why) as refused:
        chain(made, file, key_file)
    assert "PRIVATE KEY" not in str(refused.value)
