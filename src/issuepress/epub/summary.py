"""How the issue can be read, in sentences for readers, by language (EPUB Accessibility 1.1, 2.3)."""

from collections.abc import Iterable
from typing import Final

_SENTENCES: Final = {
    "en": {
        "text": "All text can be read aloud, enlarged and recoloured.",
        "no pictures": "There are no pictures beside the cover.",
        "described": "All pictures that carry meaning are described.",
        "undescribed": "Some pictures lack a description.",
        "ordered": "Headings stand in order.",
        "disordered": "Some headings skip a level.",
        "contents": "A table of contents leads to every story.",
        "notes": "Notes link back to their place in the text.",
        "pages": "The page numbers of the print edition are marked in the text and listed.",
        "conforms": "This issue meets WCAG 2.2 at level AA.",
    },
    "de": {
        "text": "Der gesamte Text lässt sich vorlesen, vergrößern und umfärben.",
        "no pictures": "Außer der Titelseite gibt es keine Bilder.",
        "described": "Alle bedeutungstragenden Bilder sind beschrieben.",
        "undescribed": "Einigen Bildern fehlt eine Beschreibung.",
        "ordered": "Die Überschriften sind richtig gestuft.",
        "disordered": "Einige Überschriften überspringen eine Stufe.",
        "contents": "Ein Inhaltsverzeichnis führt zu jedem Beitrag.",
        "notes": "Anmerkungen führen zurück an ihre Stelle im Text.",
        "pages": "Die Seitenzahlen der Druckausgabe sind im Text markiert und aufgelistet.",
        "conforms": "Diese Ausgabe erfüllt die WCAG 2.2 auf Stufe AA.",
    },
    "fr": {
        "text": "Tout le texte peut être lu à voix haute, agrandi et affiché dans d’autres couleurs.",
        "no pictures": "Il n’y a pas d’images en dehors de la couverture.",
        "described": "Toutes les images porteuses de sens sont décrites.",
        "undescribed": "Certaines images n’ont pas de description.",
        "ordered": "Les titres se suivent sans saut de niveau.",
        "disordered": "Certains titres sautent un niveau.",
        "contents": "Une table des matières mène à chaque article.",
        "notes": "Les notes renvoient à leur appel dans le texte.",
        "pages": "Les numéros de page de l’édition imprimée sont signalés dans le texte et listés.",
        "conforms": "Ce numéro respecte les WCAG 2.2 au niveau AA.",
    },
    "es": {
        "text": "Todo el texto se puede escuchar, ampliar y mostrar en otros colores.",
        "no pictures": "No hay imágenes aparte de la portada.",
        "described": "Todas las imágenes con significado están descritas.",
        "undescribed": "Algunas imágenes no tienen descripción.",
        "ordered": "Los títulos siguen el orden de los niveles.",
        "disordered": "Algunos títulos se saltan un nivel.",
        "contents": "Un índice lleva a cada artículo.",
        "notes": "Las notas enlazan con su lugar en el texto.",
        "pages": "Los números de página de la edición impresa están marcados en el texto y en una lista.",
        "conforms": "Este número cumple las WCAG 2.2 en el nivel AA.",
    },
    "it": {
        "text": "Tutto il testo può essere letto ad alta voce, ingrandito e mostrato in altri colori.",
        "no pictures": "Non ci sono immagini oltre alla copertina.",
        "described": "Tutte le immagini significative sono descritte.",
        "undescribed": "Alcune immagini non hanno una descrizione.",
        "ordered": "I titoli seguono l’ordine dei livelli.",
        "disordered": "Alcuni titoli saltano un livello.",
        "contents": "Un sommario porta a ogni articolo.",
        "notes": "Le note rimandano al loro punto nel testo.",
        "pages": "I numeri di pagina dell’edizione a stampa sono segnati nel testo ed elencati.",
        "conforms": "Questo numero rispetta le WCAG 2.2 al livello AA.",
    },
    "pt": {
        "text": "Todo o texto pode ser lido em voz alta, ampliado e mostrado em outras cores.",
        "no pictures": "Não há imagens além da capa.",
        "described": "Todas as imagens com significado estão descritas.",
        "undescribed": "Algumas imagens não têm descrição.",
        "ordered": "Os títulos seguem a ordem dos níveis.",
        "disordered": "Alguns títulos saltam um nível.",
        "contents": "Um sumário leva a cada artigo.",
        "notes": "As notas remetem ao seu lugar no texto.",
        "pages": "Os números de página da edição impressa estão marcados no texto e listados.",
        "conforms": "Este número cumpre as WCAG 2.2 no nível AA.",
    },
    "nl": {
        "text": "Alle tekst kan worden voorgelezen, vergroot en in andere kleuren getoond.",
        "no pictures": "Behalve op het omslag zijn er geen afbeeldingen.",
        "described": "Alle betekenisvolle afbeeldingen zijn beschreven.",
        "undescribed": "Bij sommige afbeeldingen ontbreekt een beschrijving.",
        "ordered": "De koppen volgen elkaar zonder sprongen op.",
        "disordered": "Sommige koppen slaan een niveau over.",
        "contents": "Een inhoudsopgave leidt naar elk artikel.",
        "notes": "Noten verwijzen terug naar hun plaats in de tekst.",
        "pages": "De paginanummers van de gedrukte uitgave staan in de tekst en in een lijst.",
        "conforms": "Dit nummer voldoet aan WCAG 2.2 op niveau AA.",
    },
    "he": {
        "text": "אפשר להקריא את כל הטקסט, להגדיל אותו ולשנות את צבעיו.",
        "no pictures": "מלבד השער אין תמונות.",
        "described": "לכל התמונות בעלות המשמעות יש תיאור.",
        "undescribed": "לחלק מהתמונות אין תיאור.",
        "ordered": "הכותרות מסודרות לפי רמותיהן.",
        "disordered": "חלק מהכותרות מדלגות על רמה.",
        "contents": "תוכן העניינים מוביל לכל כתבה.",
        "notes": "ההערות מקושרות בחזרה למקומן בטקסט.",
        "pages": "מספרי העמודים של המהדורה המודפסת מסומנים בטקסט ומופיעים ברשימה.",
        "conforms": "גיליון זה עומד בתקן WCAG 2.2 ברמה AA.",
    },
    "ar": {
        "text": "يمكن قراءة النص كله بصوت عالٍ وتكبيره وتغيير ألوانه.",
        "no pictures": "لا توجد صور سوى الغلاف.",
        "described": "لكل الصور ذات المعنى وصف.",
        "undescribed": "بعض الصور بلا وصف.",
        "ordered": "العناوين مرتبة بحسب مستوياتها.",
        "disordered": "بعض العناوين تتخطى مستوى.",
        "contents": "تقود قائمة المحتويات إلى كل مقال.",
        "notes": "تعود روابط الحواشي إلى مواضعها في النص.",
        "pages": "أرقام صفحات الطبعة الورقية مبيّنة في النص ومدرجة في قائمة.",
        "conforms": "يستوفي هذا العدد معيار WCAG 2.2 بالمستوى AA.",
    },
    "ja": {
        "text": "すべての本文は読み上げ、拡大、配色の変更ができます。",
        "no pictures": "表紙のほかに図版はありません。",
        "described": "意味のある図版にはすべて説明があります。",
        "undescribed": "説明のない図版があります。",
        "ordered": "見出しは順序どおりに並んでいます。",
        "disordered": "段階を飛ばした見出しがあります。",
        "contents": "目次からすべての記事に移動できます。",
        "notes": "注から本文の該当箇所に戻れます。",
        "pages": "印刷版のページ番号が本文中に示され、一覧にもなっています。",
        "conforms": "この号は WCAG 2.2 のレベル AA を満たしています。",
    },
}
"""What can be said, by language and then by what is the case."""


def summary(facts: Iterable[str], language: str) -> tuple[str, str]:
    """Say what is the case in a language, or in English where it is not among ours; give both.

    `facts` are keys of the table above, in the order in which they are said.
    """
    primary = language.partition("-")[0].lower()
    known = primary if primary in _SENTENCES else "en"
    said = [_SENTENCES[known][fact] for fact in facts]
    return ("" if known == "ja" else " ").join(said), language if known == primary else "en"
