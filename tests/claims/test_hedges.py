"""One table: each kind of hedge, in each language, takes back whatever is named.

A sentence has a slot for what it names: a path, a command, a version. Without its hedge it is a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agentslint.claims import packages, sizes, symbols, tools
from agentslint.claims.absences.sentences import read as absences
from agentslint.claims.claim import Claim
from agentslint.claims.commands import asked
from agentslint.claims.instructions import of as instructions
from agentslint.claims.paths import hedged
from agentslint.claims.paths import read as mentions
from agentslint.claims.scope import claims as scopes
from agentslint.claims.versions import claims as versions
from agentslint.model import File

# By language: the plain sentence, then what takes it back, by kind; several wordings of what
# readers met most.
SENTENCES = {
    "en": {
        "plain": ["Use {}.", "Read {} before you write code.", "Run {} first."],
        "negated": ["Do not use {}.", "Never use {}.", "{} is forbidden.", "{} does not exist."],
        "past": [
            "Formerly {}.",
            "We used to have {}.",
            "{} was removed.",
            "Phase 5 (cleanup of old code — {}, etc.) is over.",
        ],
        "optional": ["If present, use {}.", "If it exists, use {}.", "When available: {}."],
        "example": ["Use, for example, {}.", "Something such as {}.", "Use e.g. {}."],
        "planned": ["A future {}.", "We planned {}.", "Upcoming: {}."],
        "elsewhere": ["Another repository uses {}.", "The upstream project uses {}."],
    },
    "de": {
        "plain": ["Verwende {}.", "Nutze {} zuerst."],
        "negated": [
            "Verwende niemals {}.",
            "Keine {}.",
            "{} nicht verwenden.",
            "{} existiert nicht.",
        ],
        "past": ["früher {}.", "Ehemals {}.", "Das alte {}.", "{} wurde entfernt."],
        "optional": ["Falls vorhanden, {}.", "Sofern vorhanden: {}.", "Wenn verfügbar, nutze {}."],
        "example": ["Zum Beispiel {}.", "Etwas wie z. B. {}.", "Beispielsweise {}."],
        "planned": ["Geplant: {}.", "Künftig {}.", "In Zukunft {}."],
        "elsewhere": ["Ein anderes Repo nutzt {}.", "Im externen Repo: {}."],
    },
    "es": {
        "plain": ["Usa {}.", "Ejecuta {} primero."],
        "negated": ["No uses {}.", "Nunca uses {}.", "{} no existe.", "{} ya no existe."],
        "past": ["Anteriormente {}.", "El antiguo {}.", "{} fue eliminado."],
        "optional": ["Si existe, usa {}.", "Si lo hubiera, usa {}.", "En caso de existir, {}."],
        "example": ["Por ejemplo, {}.", "Algo tal como {}."],
        "planned": ["En el futuro, {}.", "Previsto: {}.", "Próximamente {}."],
        "elsewhere": ["Otro repositorio usa {}.", "Tu proyecto usa {}."],
    },
    "fr": {
        "plain": ["Utilise {}.", "Lance {} en premier."],
        "negated": ["N'utilise pas {}.", "Jamais {}.", "{} n'existe pas.", "{} est interdit."],
        "past": ["Anciennement {}.", "L'ancien : ancien {}.", "{} a été supprimé."],
        "optional": ["Si présent, utilise {}.", "S'il existe, utilise {}.", "Si disponible, {}."],
        "example": ["Par exemple {}.", "Supposons {}."],
        "planned": ["Prévu : {}.", "À venir : {}.", "Un futur {}."],
        "elsewhere": ["Un autre dépôt utilise {}.", "Votre projet utilise {}."],
    },
    "pt": {
        "plain": ["Use {}.", "Execute {} primeiro."],
        "negated": ["Não use {}.", "Nunca use {}.", "{} não existe.", "{} foi removido."],
        "past": ["Anteriormente {}.", "O antigo {}.", "{} foi removido."],
        "optional": ["Se existir, use {}.", "Se houver, use {}.", "Caso exista, {}."],
        "example": ["Por exemplo, {}.", "Suponha {}."],
        "planned": ["Planejado: {}.", "No futuro, {}.", "Em breve {}."],
        "elsewhere": ["Outro repositório usa {}.", "Seu projeto usa {}."],
    },
    "it": {
        "plain": ["Usa {}.", "Esegui {} per primo."],
        "negated": ["Non usare {}.", "Mai usare {}.", "{} non esiste.", "{} è stato rimosso."],
        "past": ["In passato {}.", "Il vecchio {}.", "Precedentemente {}."],
        "optional": ["Se presente, usa {}.", "Se esiste, usa {}.", "Qualora presente, {}."],
        "example": ["Ad esempio {}.", "Per esempio {}."],
        "planned": ["In futuro {}.", "Previsto: {}.", "Pianificato: {}."],
        "elsewhere": ["Un altro repository usa {}.", "Il tuo progetto usa {}."],
    },
    "nl": {
        "plain": ["Gebruik {}.", "Draai eerst {}."],
        "negated": ["Gebruik nooit {}.", "Vermijd {}.", "{} niet gebruiken.", "{} bestaat niet."],
        "past": ["Voorheen {}.", "Het oude {}.", "{} is verwijderd."],
        "optional": ["Indien aanwezig, gebruik {}.", "Als het bestaat: {}.", "Mits aanwezig {}."],
        "example": ["Bijvoorbeeld {}.", "Stel dat {}."],
        "planned": ["Gepland: {}.", "Binnenkort {}.", "In de toekomst {}."],
        "elsewhere": ["Een andere repository gebruikt {}.", "Jouw project gebruikt {}."],
    },
    "pl": {
        "plain": ["Użyj {}.", "Uruchom najpierw {}."],
        "negated": ["Nie używaj {}.", "Nigdy {}.", "{} nie istnieje.", "{} już nie istnieje."],
        "past": ["Dawniej {}.", "Stary {}.", "Poprzednio {}.", "Wcześniej {}."],
        "optional": ["Jeśli istnieje, użyj {}.", "O ile istnieje: {}.", "Jeśli jest, użyj {}."],
        "example": ["Na przykład {}.", "Załóżmy {}."],
        "planned": ["Planowane: {}.", "W przyszłości {}.", "Wkrótce {}."],
        "elsewhere": ["Inne repozytorium używa {}.", "W osobnym repozytorium {}."],
    },
    "ru": {
        "plain": ["Используй {}.", "Запусти сначала {}."],
        "negated": ["Не используй {}.", "Никогда {}.", "{} не существует.", "{} больше нет."],
        "past": ["Раньше {}.", "Старый {}.", "Прежний {}.", "{} удалён."],
        "optional": ["Если есть, используй {}.", "При наличии {}.", "Если существует, {}."],
        "example": ["Например, {}.", "К примеру, {}."],
        "planned": ["Планируется {}.", "В будущем {}.", "Скоро {}."],
        "elsewhere": ["В другом репозитории {}.", "В вашем проекте {}."],
    },
    "uk": {
        "plain": ["Використовуй {}.", "Запусти спочатку {}."],
        "negated": ["Не використовуй {}.", "Ніколи {}.", "{} не існує.", "{} більше немає."],
        "past": ["Раніше {}.", "Старий {}.", "Колишній {}.", "{} видалено."],
        "optional": ["Якщо є, використовуй {}.", "За наявності {}.", "Якщо існує, {}."],
        "example": ["Наприклад, {}.", "Припустимо, {}."],
        "planned": ["Планується {}.", "У майбутньому {}.", "Незабаром {}."],
        "elsewhere": ["В іншому репозиторії {}.", "У вашому проєкті {}."],
    },
    "zh": {
        "plain": ["使用 {}。", "先运行 {}。"],
        "negated": ["不要使用 {}。", "禁止 {}。", "{} 不存在。", "{} 已删除。"],
        "past": ["以前 {}。", "旧的 {}。", "曾用 {}。"],
        "optional": ["如果有 {}。", "如果存在 {}。", "若存在，使用 {}。"],
        "example": ["例如 {}。", "比如 {}。"],
        "planned": ["计划使用 {}。", "将来 {}。", "未来的 {}。"],
        "elsewhere": ["另一个仓库使用 {}。", "其他仓库的 {}。"],
    },
    "ja": {
        "plain": ["{} を使う。", "最初に {} を実行する。"],
        "negated": ["{} は存在しない。", "{} は禁止。", "{} は削除されました。"],
        "past": ["旧 {}。", "以前の {}。", "かつての {}。"],
        "optional": ["あれば {} を使う。", "存在する場合は {} を使う。", "もしあれば {}。"],
        "example": ["例えば {}。", "たとえば {}。"],
        "planned": ["将来 {} を使う。", "今後 {}。", "予定: {}。"],
        "elsewhere": ["別のリポジトリの {}。", "他のリポジトリは {} を使う。"],
    },
    "ko": {
        "plain": ["{} 를 사용한다.", "먼저 {} 를 실행한다."],
        "negated": [
            "{} 는 존재하지 않는다.",
            "{} 는 금지.",
            "{} 는 삭제됨.",
            "{} 는 더 이상 없다.",
        ],
        "past": ["예전 {}.", "과거 {}.", "구버전 {}."],
        "optional": ["있으면 {} 사용.", "있는 경우 {} 사용.", "존재하면 {}."],
        "example": ["예를 들어 {}.", "예컨대 {}."],
        "planned": ["향후 {}.", "예정: {}.", "추후 {}."],
        "elsewhere": ["다른 저장소의 {}.", "별도 저장소는 {} 사용."],
    },
    "tr": {
        "plain": ["{} kullan.", "İlk olarak {} çalıştır."],
        "negated": ["{} kullanmayın.", "Asla {}.", "{} mevcut değil.", "{} artık yok."],
        "past": ["Eskiden {}.", "Eski {}.", "Önceki {}.", "{} kaldırıldı."],
        "optional": ["Varsa {} kullan.", "Eğer varsa {}.", "Mevcutsa {}."],
        "example": ["Örneğin {}.", "Mesela {}."],
        "planned": ["Planlanan {}.", "Gelecekte {}.", "Yakında {}."],
        "elsewhere": ["Başka bir repo {} kullanır.", "Ayrı bir depoda {}."],
    },
    "vi": {
        "plain": ["Dùng {}.", "Chạy {} trước tiên."],
        "negated": ["Không dùng {}.", "Đừng dùng {}.", "{} không tồn tại.", "{} không còn."],
        "past": ["Trước đây {}.", "{} đã bị xóa.", "{} đã lỗi thời."],
        "optional": ["Nếu có, dùng {}.", "Nếu tồn tại, dùng {}.", "Khi có {}."],
        "example": ["Ví dụ {}.", "Chẳng hạn {}."],
        "planned": ["Dự kiến {}.", "Trong tương lai {}.", "Sau này {}."],
        "elsewhere": ["Repo khác dùng {}.", "Dự án khác dùng {}."],
    },
}
# Passage behind what is named, as languages with their verb at the end do: of a place or an act.
BEHIND = {
    "en": [
        "Use {} if present.",
        "Use {} if it exists.",
        "If {} exists, use it.",
        "{}, if available",
    ],
    "de": ["Nutze {} falls vorhanden.", "{}, sofern vorhanden", "Wenn es {} gibt, nutze es."],
    "es": ["Usa {} si existe.", "Ejecuta {} si lo hubiera.", "Usa {} si está disponible."],
    "fr": ["Utilise {} si présent.", "Utilise {} s'il existe."],
    "pt": ["Use {} se existir.", "Use {} se houver.", "Use {} caso exista."],
    "it": ["Usa {} se presente.", "Usa {} se esiste."],
    "nl": ["Gebruik {} indien aanwezig.", "Gebruik {} als het bestaat."],
    "pl": ["Użyj {} jeśli istnieje.", "Użyj {}, o ile istnieje."],
    "ru": ["Используй {}, если есть.", "Используй {} при наличии."],
    "uk": ["Використовуй {}, якщо є.", "Використовуй {} за наявності."],
    "zh": ["{} 存在的话就使用。", "使用 {}（如果存在）。"],
    "ja": ["{} があれば使う。", "{} が存在する場合は使う。"],
    "ko": ["{} 가 있으면 사용한다.", "{} 가 있는 경우 사용한다."],
    "tr": ["{} varsa kullan.", "{} mevcutsa kullan."],
    "vi": ["Dùng {} nếu có.", "Dùng {} nếu tồn tại."],
}


def _file(text: str) -> File:
    data = text.encode()
    return File("AGENTS.md", data, len(data))


def a_path(sentence: str) -> bool:
    """Whether the path in a sentence is one that has to be there."""
    (mention,) = mentions(_file(sentence.format("`src/gone.py`")))
    return not hedged.hedge(mention)


def a_command(sentence: str) -> bool:
    return bool(list(asked(_file(sentence.format("`make gone`")), ())))


def a_version(sentence: str) -> bool:
    return bool(list(versions(sentence.format("Node 14"))))


def a_choice(sentence: str) -> bool:
    """Whether a sentence chooses for the whole directory, whatever the case."""
    return any(
        one.value == "pnpm"
        and one.modality not in ("forbid", "avoid")
        and not (one.narrowed or one.condition)
        for one in instructions(_file(sentence.format("pnpm")))
    )


def a_symbol(sentence: str) -> bool:
    return any(not one.hedge for one in symbols.read(_file(sentence.format("`createOrder()`"))))


def a_tool(sentence: str) -> bool:
    """Whether a sentence says that a tool is in use."""
    return bool(tools.read(_file(sentence.format("Vitest"))))


def a_size(sentence: str) -> bool:
    """Whether the number of lines that a sentence gives for a file is held against the file."""
    found = sizes.read(_file(sentence.format("`src/worker.py` (190 lines)")))
    return any(not one.claim.hedge for one in found)


# Settings are read from choices, and fall with them.
READERS: dict[str, Callable[[str], bool]] = {
    "path": a_path,
    "command": a_command,
    "version": a_version,
    "choice": a_choice,
    "symbol": a_symbol,
    "tool": a_tool,
    "size": a_size,
}
# Plain sentences that are no claim to a reader, and why: the table has each other combination.
NONE = {
    ("choice", "Read {} before you write code."): "a tool is not read",
    ("tool", "Read {} before you write code."): "a tool is not read",
    ("choice", "Lance {} en premier."): "when it runs is no choice among tools",
    ("choice", "Execute {} primeiro."): "when it runs is no choice among tools",
    ("choice", "Esegui {} per primo."): "when it runs is no choice among tools",
    ("choice", "先运行 {}。"): "when it runs is no choice among tools",
    ("choice", "İlk olarak {} çalıştır."): "when it runs is no choice among tools",
    ("choice", "Gebruik {}."): "the imperative alone is no demand that is read in Dutch",
    ("choice", "Użyj {}."): "the imperative alone is no demand that is read in Polish",
    ("choice", "Використовуй {}."): "the imperative alone is no demand that is read in Ukrainian",
    ("choice", "{} kullan."): "the imperative alone is no demand that is read in Turkish",
    ("choice", "Dùng {}."): "the imperative alone is no demand that is read in Vietnamese",
}
# What a statement of scope says of its place: the sentences above use a thing, and state no scope. Of
# these languages the words for it are known; in the others nothing is read as a scope.
SCOPES = {
    "en": {
        "plain": "This file applies to {}.",
        "negated": "This file does not apply to {}.",
        "past": "This file applies to the former {}.",
        "optional": "This file applies to {} if present.",
        "example": "This file applies to, for example, {}.",
        "planned": "This file applies to the planned {}.",
    },
    "de": {
        "plain": "Diese Datei gilt für {}.",
        "negated": "Diese Datei gilt nicht für {}.",
        "past": "Diese Datei gilt für das alte {}.",
        "optional": "Diese Datei gilt für {} falls vorhanden.",
        "example": "Diese Datei gilt zum Beispiel für {}.",
        "planned": "Diese Datei gilt künftig für {}.",
    },
    "es": {
        "plain": "Este archivo se aplica a {}.",
        "negated": "Este archivo no se aplica a {}.",
        "past": "Este archivo se aplica a la antigua {}.",
        "optional": "Este archivo se aplica a {} si existe.",
        "example": "Este archivo se aplica, por ejemplo, a {}.",
        "planned": "Este archivo se aplica a la futura {}.",
    },
    "fr": {
        "plain": "Ce fichier s'applique à {}.",
        "negated": "Ce fichier ne s'applique pas à {}.",
        "past": "Ce fichier s'applique à l'ancien {}.",
        "optional": "Ce fichier s'applique à {} si présent.",
        "example": "Ce fichier s'applique à, par exemple, {}.",
        "planned": "Ce fichier s'applique à un futur {}.",
    },
    "pt": {
        "plain": "Este arquivo se aplica a {}.",
        "negated": "Este arquivo não se aplica a {}.",
        "past": "Este arquivo se aplica ao antigo {}.",
        "optional": "Este arquivo se aplica a {} se existir.",
        "example": "Este arquivo se aplica a, por exemplo, {}.",
        "planned": "Este arquivo se aplica ao futuro {}.",
    },
    "it": {
        "plain": "Questo file si applica a {}.",
        "negated": "Questo file non si applica a {}.",
        "past": "Questo file si applica al vecchio {}.",
        "optional": "Questo file si applica a {} se esiste.",
        "example": "Questo file si applica a, per esempio, {}.",
        "planned": "Questo file si applica in futuro a {}.",
    },
    "ru": {
        "plain": "Этот файл применяется к {}.",
        "negated": "Этот файл не применяется к {}.",
        "past": "Этот файл применяется к старому {}.",
        "optional": "Этот файл применяется к {}, если есть.",
        "example": "Этот файл применяется, например, к {}.",
        "planned": "Этот файл применяется к будущему {}.",
    },
}


def a_scope(sentence: str) -> bool:
    return bool(scopes(_file(f"# Guide\n\n{sentence.format('`src/`')}\n")))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [(kind, text) for kinds in SCOPES.values() for kind, text in kinds.items()],
)
def test_a_scope_that_is_taken_back_is_none(kind: str, sentence: str) -> None:
    assert a_scope(sentence) == (kind == "plain")


def rows() -> Iterator[tuple[str, str, str, str]]:
    for language, kinds in SENTENCES.items():
        for kind, sentences in kinds.items():
            for sentence in sentences:
                for reader in READERS:
                    yield reader, language, kind, sentence
        for sentence in BEHIND[language]:
            for reader in ("path", "command", "choice", "symbol", "tool", "size"):
                yield reader, language, "behind", sentence


@pytest.mark.parametrize(("reader", "language", "kind", "sentence"), list(rows()))
def test_what_is_taken_back_is_no_claim(
    reader: str, language: str, kind: str, sentence: str
) -> None:
    # what chooses a tool says that it is in use
    known = (reader, sentence) not in NONE
    assert READERS[reader](sentence) == (kind == "plain" and known)


def an_absence(sentence: str) -> Iterator[Claim]:
    return absences(_file(sentence))


def a_count(sentence: str) -> Iterator[Claim]:
    return packages.read(_file(sentence))


# Statements of whole sentences: what they name is what they say, so each has its own wording. In
# languages that are not here nothing is read as such a statement.
STATEMENTS: dict[str, tuple[Callable[[str], Iterator[Claim]], dict[str, list[str]]]] = {
    "absence": (
        an_absence,
        {
            "plain": ["There is no test suite here.", "Es gibt keine Tests.", "No hay pruebas."],
            "past": [
                "Previously there was no test suite here.",
                "Formerly there is no test suite here.",
                "Früher gab es keine Tests.",
            ],
            "optional": ["If there is no test suite here, write one."],
            "example": ["For example, there is no test suite here."],
            "planned": ["In the future there is no test suite here."],
            "elsewhere": ["In the upstream project there is no test suite."],
        },
    ),
    "count": (
        a_count,
        {
            "plain": ["There are 46 workspace members.", "It has 46 workspace packages."],
            "past": [
                "Formerly there were 46 workspace members.",
                "We used to have 46 crates in the workspace.",
            ],
            "optional": ["If there are 46 workspace members, split it."],
            "example": ["For example, 46 workspace members."],
            "planned": ["In the future there are 46 workspace members."],
            "elsewhere": ["Another repository has 46 workspace members."],
        },
    ),
    "packages": (
        a_count,
        {
            "plain": ["Each crate has its own `README.md`."],
            "past": ["Formerly each crate has its own `README.md`."],
            "optional": ["If each crate has its own `README.md`, link it."],
            "example": ["For example, each crate has its own `README.md`."],
            "planned": ["In the future each crate has its own `README.md`."],
            "elsewhere": ["In the upstream project each crate has its own `README.md`."],
        },
    ),
}


@pytest.mark.parametrize(
    ("reader", "kind", "sentence"),
    [
        (reader, kind, sentence)
        for reader, (_, kinds) in STATEMENTS.items()
        for kind, sentences in kinds.items()
        for sentence in sentences
    ],
)
def test_a_statement_that_is_taken_back_is_none(reader: str, kind: str, sentence: str) -> None:
    found = [claim for claim in STATEMENTS[reader][0](sentence) if not claim.hedge]
    assert bool(found) == (kind == "plain")


# What stands above: lead-ins, the header of a column, conditions over a fence.
ABOVE = {
    "an old column": "| Old path | New path |\n|---|---|\n| {} | none |\n",
    "a wrong column": "| Wrong | Correct |\n|---|---|\n| {} | none |\n",
    "before and after": "| Before | After |\n|---|---|\n| {} | none |\n",
    "deprecated": "| Deprecated | Use |\n|---|---|\n| {} | none |\n",
    "a cross": "| ❌ | ✅ |\n|---|---|\n| {} | none |\n",
    "the German of it": "| Alter Pfad | Neuer Pfad |\n|---|---|\n| {} | nichts |\n",
    "the Russian of it": "| Неправильно | Правильно |\n|---|---|\n| {} | - |\n",
    "a bare ban": "Never:\n\n- Run {}\n",
    "Removed": "Removed in v2:\n\n- {}\n",
}


@pytest.mark.parametrize("text", ABOVE.values(), ids=ABOVE)
@pytest.mark.parametrize("reader", ["path", "command"])
def test_what_stands_above_takes_back_too(reader: str, text: str) -> None:
    assert not READERS[reader](text)


@pytest.mark.parametrize("reader", ["path", "command"])
def test_the_new_column_is_a_claim(reader: str) -> None:
    assert READERS[reader]("| Old path | New path |\n|---|---|\n| none | {} |\n")


@pytest.mark.parametrize(
    "lead",
    [
        "If a `prepare.sh` exists, run it:",
        "Falls vorhanden:",
        "Si existe:",
        "Varsa:",
        "Jeśli istnieje:",
        "Якщо є:",
        "あれば実行する:",
        "있으면 실행:",
        "如果有：",
        "Nếu có:",
    ],
)
def test_a_condition_stands_over_a_fence(lead: str) -> None:
    assert not list(asked(_file(f"{lead}\n\n```sh\nmake gone\n```\n"), ()))
    assert list(asked(_file("Run it:\n\n```sh\nmake gone\n```\n"), ()))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This file applies to `src/` only.", ["src/"]),
        ("This file applies to the old `src/` only.", []),
        ("This file applies to, for example, `src/`.", []),
        ("Applies to `src/`, if it exists.", []),
        ("Diese Datei gilt für `src/`.", ["src/"]),
        ("Gilt für `src/`, falls vorhanden.", []),
        ("Se aplica a `src/` si existe.", []),
    ],
)
def test_scopes_are_taken_back_too(sentence: str, expected: list[str]) -> None:
    assert [claim.text for claim in scopes(_file(f"# Guide\n\n{sentence}\n"))] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Do not forget to run {}.",
        "Never commit without running {}.",
        "Vergiss nicht, {} auszuführen.",
        "No olvides ejecutar {}.",
        "Не забудьте запустить {}.",
        "不要忘记运行 {}。",
        "If the lint fails: run {}.",
        "Create a branch, commit; then run {}.",
        "At minimum run {}.",
    ],
)
def test_what_looks_like_a_hedge_and_demands(sentence: str) -> None:
    assert a_command(sentence)


def test_each_language_has_each_kind() -> None:
    assert len(SENTENCES) == 15
    assert all(kinds.keys() == SENTENCES["en"].keys() for kinds in SENTENCES.values())
