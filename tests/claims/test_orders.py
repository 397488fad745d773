"""Orders in which instruction files count, as lists and in a line, in the languages that are known."""

from __future__ import annotations

import pytest

from agentslint.claims import precedence
from agentslint.model import File

ROOT_FIRST = {
    "en": "When instructions conflict, use this order:\n\n1. User\n2. Root AGENTS.md\n3. Local AGENTS.md\n",
    "en, in a line": "Order of precedence for instructions: user > root AGENTS.md > local AGENTS.md.\n",
    "en, heading": "## Instruction precedence\n\n- System prompt\n- Global rules\n- Directory-specific rules\n",
    "en, numbered in a line": "Priority of rules: 1. user, 2. root file, 3. nested file.\n",
    "en, the last wins": "Precedence of AGENTS.md files, lowest to highest:\n\n1. Nested files\n2. The root file\n",
    "de": "Rangfolge der Anweisungen:\n\n1. Nutzer\n2. Globale AGENTS.md\n3. Lokale AGENTS.md\n",
    "es": "Orden de prioridad de las instrucciones:\n\n1. Usuario\n2. AGENTS.md raíz\n3. AGENTS.md local\n",
    "pt": "Ordem de prioridade das regras: usuário > AGENTS.md raiz > AGENTS.md local.\n",
    "fr": "Ordre de priorité des instructions :\n\n1. Utilisateur\n2. AGENTS.md racine\n3. AGENTS.md local\n",
    "it": "Ordine di precedenza delle regole:\n\n1. Utente\n2. AGENTS.md radice\n3. AGENTS.md locale\n",
    "nl": "Volgorde van de regels:\n\n1. Gebruiker\n2. AGENTS.md in de hoofdmap\n3. Lokale AGENTS.md\n",
    "pl": "Kolejność ważności, zasady:\n\n1. Użytkownik\n2. Globalny AGENTS.md\n3. Lokalny AGENTS.md\n",
    "ru": "Порядок приоритета правил:\n\n1. Пользователь\n2. Корневой AGENTS.md\n3. Локальный AGENTS.md\n",
    "uk": "Порядок пріоритету, AGENTS.md:\n\n1. Користувач\n2. Кореневий AGENTS.md\n3. Локальний AGENTS.md\n",
    "zh": "规则优先级：\n\n1. 用户\n2. 根目录 AGENTS.md\n3. 子目录 AGENTS.md\n",
    "ja": "ルールの優先順位:\n\n1. ユーザー\n2. ルートの AGENTS.md\n3. 下位の AGENTS.md\n",
    "ko": "규칙의 우선순위:\n\n1. 사용자\n2. 루트 AGENTS.md\n3. 하위 AGENTS.md\n",
    "tr": "AGENTS.md öncelik sırası:\n\n1. Kullanıcı\n2. Kök AGENTS.md\n3. Yerel AGENTS.md\n",
    "vi": "Thứ tự ưu tiên của AGENTS.md:\n\n1. Người dùng\n2. AGENTS.md gốc\n3. AGENTS.md cục bộ\n",
}
NONE = {
    "settings": "Configuration precedence: CLI flags > local settings > global settings > defaults.\n",
    "steps": "Do it in this order:\n\n1. Build the root package\n2. Build the local packages\n",
    "no order": "- Root AGENTS.md\n- Local AGENTS.md\n",
    "both in one": "Precedence of rules:\n\n1. Local and global rules\n2. Defaults\n",
}


def winners(text: str) -> list[str]:
    data = text.encode()
    return [ruling.winner for ruling in precedence.rulings(File("AGENTS.md", data, len(data)))]


@pytest.mark.parametrize("text", ROOT_FIRST.values(), ids=ROOT_FIRST.keys())
def test_the_first_of_an_order_wins(text: str) -> None:
    assert winners(text) == [precedence.ROOT]


def test_the_nearest_may_lead() -> None:
    text = "Order of precedence:\n\n1. User\n2. The nearest AGENTS.md\n3. The root AGENTS.md\n"
    assert winners(text) == [precedence.NEAREST]


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_what_is_no_order_of_instructions(text: str) -> None:
    assert winners(text) == []
