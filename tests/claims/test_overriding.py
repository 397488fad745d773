"""What is said of a file that another hides: by rule, in all languages."""

from __future__ import annotations

import pytest

from agentslint.claims import overriding
from agentslint.model import File
from agentslint.text import languages

PATH = "AGENTS.md"

ADDED = (
    "`AGENTS.md` is the shared base every agent reads.",
    "This file states only what changes against AGENTS.md.",
    "Diese Datei nennt nur die Unterschiede zu AGENTS.md.",
    "本ファイルは AGENTS.md を補足する。",
    "本文件是对 AGENTS.md 的补充。",
    "이 파일은 AGENTS.md를 보완한다.",
    "AGENTS.md wird hier ergänzt.",
    "This file is merged after AGENTS.md.",
    "Policies apply in this order: global, this file, AGENTS.md.",
    "Everything in AGENTS.md remains in force.",
    "What is not said here falls back to AGENTS.md.",
    "Everything in AGENTS.md not mentioned here remains in force.",
    "Where it conflicts with AGENTS.md, this file wins.",
    "Additions to `AGENTS.md`.",
    "Este archivo complementa `AGENTS.md`.",
    "Las reglas de AGENTS.md siguen vigentes.",
    "Ce fichier complète AGENTS.md.",
    "Les règles de AGENTS.md restent en vigueur.",
    "Questo file integra AGENTS.md.",
    "Le regole di AGENTS.md restano in vigore.",
    "Este arquivo complementa AGENTS.md.",
    "As regras de AGENTS.md continuam em vigor.",
    "Dit bestand is een aanvulling op AGENTS.md.",
    "De regels in AGENTS.md blijven gelden.",
    "Ten plik uzupełnia AGENTS.md.",
    "Reguły z AGENTS.md pozostają w mocy.",
    "Этот файл дополняет AGENTS.md.",
    "Всё в AGENTS.md остаётся в силе.",
    "Цей файл доповнює AGENTS.md.",
    "Правила AGENTS.md залишаються чинними.",
    "Bu dosya AGENTS.md dosyasını tamamlar.",
    "AGENTS.md içindeki kurallar yürürlükte kalır.",
    "Tệp này bổ sung cho AGENTS.md.",
    "Các quy tắc trong AGENTS.md vẫn có hiệu lực.",
    "AGENTS.md のルールは引き続き有効です。",
    "AGENTS.md의 규칙은 그대로 유효하다.",
    "AGENTS.md 中的规则仍然有效。",
    "Alles in AGENTS.md bleibt in Kraft.",
    "Bei Konflikten mit AGENTS.md gilt diese Datei.",
    "与 AGENTS.md 冲突时，以本文件为准。",
    "AGENTS.md と矛盾する場合は、このファイルを優先する。",
    "AGENTS.md와 충돌하면 이 파일이 우선한다.",
    "При конфликте с AGENTS.md этот файл имеет приоритет.",
)
NOT_ADDED = (
    "This file does not extend AGENTS.md: it replaces it.",
    "Diese Datei ergänzt AGENTS.md nicht.",
    "本ファイルは AGENTS.md を補足しない。",
    "Everything in AGENTS.md no longer applies.",
    "Add new services to the table in AGENTS.md.",
    "This file replaces AGENTS.md.",
    "Этот файл не дополняет AGENTS.md, а заменяет его.",
    "Keep AGENTS.md short.",
)
INVITED = (
    "If `AGENTS.override.md` exists, also read it.",
    "Add your own rules to `AGENTS.override.md`.",
    "Put local additions into `AGENTS.override.md`.",
    "Wenn `AGENTS.override.md` vorhanden ist, lies sie auch.",
    "自己的规则请写入 `AGENTS.override.md`。",
    "Свои правила добавьте в `AGENTS.override.md`.",
)
NOT_INVITED = (
    "An override replaces this file: copy it to `AGENTS.override.md` and edit the copy.",
    "Never commit `AGENTS.override.md`.",
    "`AGENTS.override.md` is git-ignored.",
    "Do not add rules to `AGENTS.override.md`.",
)
READ = (
    "Read AGENTS.md.",
    "Never skip AGENTS.md; read it first.",
    "Follow `./AGENTS.md` as well.",
    "先に AGENTS.md を読むこと。",
    "Сначала прочитай AGENTS.md.",
    "Сначала AGENTS.md прочитать.",
    "Lies zuerst AGENTS.md.",
    "先阅读 AGENTS.md，本文件是对它的补充。",
    "먼저 AGENTS.md를 읽는다.",
    "Lee primero AGENTS.md.",
    "Önce AGENTS.md dosyasını okuyun.",
)
NOT_READ = (
    "Do not read AGENTS.md.",
    "See AGENTS.md for the history.",
    "Codex reads this file instead of AGENTS.md.",
    "Read ../AGENTS.md first.",
    "Lies AGENTS.md nicht.",
    "AGENTS.md を読まないこと。",
    "Siehe AGENTS.md zur Geschichte.",
    "不要阅读 AGENTS.md。",
    "Не читай AGENTS.md.",
)
PASSED_OVER = (
    "Ignore `AGENTS.md` here. It is content of the template that we ship.",
    "Ignoriere AGENTS.md hier: sie ist eine Vorlage, die ausgeliefert wird.",
    "忽略 AGENTS.md：它是模板的内容。",
    "Игнорируй AGENTS.md: это часть шаблона.",
)
POINTING = (
    "# Agents\n\nRepository-wide instructions are maintained in `AGENTS.md`.\n",
    "# codex.md\n\nUsare come riferimento operativo:\n\n1. `AGENTS.md`\n2. `MANIFESTO.md`\n",
    "See AGENTS.md.\n",
)


def told(text: str) -> File:
    data = text.encode()
    return File("x.md", data, len(data))


@pytest.mark.parametrize("text", ADDED)
def test_it_is_taken_for_a_file_that_is_read_too(text: str) -> None:
    assert list(overriding.additions(told(text), PATH))


@pytest.mark.parametrize("text", NOT_ADDED)
def test_what_denies_that_it_adds_does_not(text: str) -> None:
    assert not list(overriding.additions(told(text), PATH))


def test_invitations_to_add() -> None:
    assert [text for text in INVITED if not overriding.invites(text)] == []
    assert [text for text in NOT_INVITED if overriding.invites(text)] == []


@pytest.mark.parametrize("text", READ)
def test_it_is_to_be_read(text: str) -> None:
    assert overriding.is_read(told(text), PATH)


@pytest.mark.parametrize("text", NOT_READ)
def test_it_is_not_to_be_read(text: str) -> None:
    assert not overriding.is_read(told(text), PATH)


@pytest.mark.parametrize("text", PASSED_OVER)
def test_it_is_passed_over_and_why(text: str) -> None:
    assert overriding.is_passed_over(told(text), PATH)


@pytest.mark.parametrize("text", ["Ignore AGENTS.md.", "Never ignore AGENTS.md of the template."])
def test_a_bare_ban_gives_no_reason(text: str) -> None:
    assert not overriding.is_passed_over(told(text), PATH)


@pytest.mark.parametrize("text", POINTING)
def test_a_file_that_only_points_loses_nothing(text: str) -> None:
    assert overriding.is_found(told(text), PATH)


def test_every_language_says_that_both_hold() -> None:
    wanted = {
        ("override", name) for name in ("reads", "adds", "still", "conflict", "wins", "joins")
    }
    assert {code: wanted - words.keys() for code, words in languages.each().items()} == {
        code: set() for code in languages.each()
    }
