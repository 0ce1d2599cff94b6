"""Settings and secrets: what cannot be is said in one sentence, and a secret is made once."""

import stat

import pytest
from django.core.management import call_command

from portaal import settings
from portaal.secret_files import secret


@pytest.mark.parametrize("value", ["0", "-1", "veel", "1.5"])
def test_a_number_that_is_none_stops_with_its_name_and_value(monkeypatch, value):
    monkeypatch.setenv("RW_PROEF", value)
    with pytest.raises(SystemExit, match=f"RW_PROEF.*'{value}'"):
        settings._number("RW_PROEF", 1)


@pytest.mark.parametrize("value", ["600", "600/", "/60", "0/60", "600/0", "a/b"])
def test_a_rate_that_is_none_stops_with_its_name_and_value(monkeypatch, value):
    monkeypatch.setenv("RW_PROEF", value)
    with pytest.raises(SystemExit, match=f"RW_PROEF.*'{value}'"):
        settings._rate("RW_PROEF", "1/1")


def test_an_empty_setting_is_its_default(monkeypatch):
    monkeypatch.setenv("RW_PROEF", " ")
    assert settings._number("RW_PROEF", 7) == 7 and settings._rate("RW_PROEF", "3/4") == (3, 4)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "postgresql://localhost", "portaal.sqlite3"])
def test_another_database_stops_with_what_it_should_look_like(monkeypatch, url):
    monkeypatch.setenv("RW_DATABASE_URL", url)
    with pytest.raises(SystemExit, match="postgresql://"):
        settings._database()


def test_a_postgresql_address_is_taken_apart(monkeypatch):
    monkeypatch.setenv("RW_DATABASE_URL", "postgresql://jan:ge%40heim@db:5433/naam?sslmode=require")
    found = settings._database()
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("jan", "ge@heim", "db", "5433")
    assert found["NAME"] == "naam" and found["OPTIONS"]["sslmode"] == "require"


def test_a_secret_is_made_once_for_its_owner_only(tmp_path, monkeypatch):
    path = tmp_path / "map" / "sleutel"
    made = secret("RW_PROEF", path)
    assert len(made) > 40 and secret("RW_PROEF", path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["sleutel"]
    monkeypatch.setenv("RW_PROEF", "gezet")
    assert secret("RW_PROEF", path) == "gezet"


def test_the_migrations_make_the_tables_of_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
