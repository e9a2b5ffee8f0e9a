"""The few words issuepress says by itself on a page, by language."""

_LABELS = {
    "en": ("by {}", "Contents", "Masthead", "Notes", "Cover", "Back to the text", "and", "Volume {}", "Number {}"),
    "de": ("von {}", "Inhalt", "Impressum", "Anmerkungen", "Titelseite", "Zurück zum Text", "und", "Jahrgang {}", "Heft {}"),
    "fr": ("par {}", "Sommaire", "Ours", "Notes", "Couverture", "Retour au texte", "et", "Volume {}", "Numéro {}"),
    "es": ("por {}", "Sumario", "Créditos", "Notas", "Portada", "Volver al texto", "y", "Volumen {}", "Número {}"),
    "it": ("di {}", "Sommario", "Colophon", "Note", "Copertina", "Torna al testo", "e", "Volume {}", "Numero {}"),
    "pt": ("por {}", "Sumário", "Ficha técnica", "Notas", "Capa", "Voltar ao texto", "e", "Volume {}", "Número {}"),
    "nl": ("door {}", "Inhoud", "Colofon", "Noten", "Omslag", "Terug naar de tekst", "en", "Jaargang {}", "Nummer {}"),
    "he": ("מאת {}", "תוכן העניינים", "המערכת", "הערות", "שער", "חזרה לטקסט", "ו", "כרך {}", "גיליון {}"),
    "ar": ("بقلم {}", "المحتويات", "هيئة التحرير", "الحواشي", "الغلاف", "العودة إلى النص", "و", "المجلد {}", "العدد {}"),
    "ja": ("文・{}", "目次", "奥付", "注", "表紙", "本文へ戻る", "・", "第{}巻", "第{}号"),
}
_NAMES = ("by", "contents", "masthead", "notes", "cover", "back", "and", "volume", "number")


def label(name: str, language: str) -> str:
    """Say a label in a language, or in English where the language is not among ours."""
    words = _LABELS.get(language.split("-")[0].lower(), _LABELS["en"])
    return words[_NAMES.index(name)]
