"""A manuscript written in HTML brings its front matter in its head."""

from issuepress.importers import front_matter

PAGE = """<?xml version="1.0"?>
<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8"/> <meta name="viewport" content="x"/>
  <title>Titre &amp; <b>suite</b></title>
  <meta name="author" content="A. B."/>
  <meta name="Author" content="C. D."/>
  <meta name="kickr" content="K"/>
</head><body></body></html>"""


def test_title_authors_and_language_come_with_their_lines() -> None:
    assert front_matter(PAGE) == [
        ("language", "fr", 3),
        ("title", "Titre & <b>suite</b>", 6),
        ("author", "A. B.", 7),
        ("author", "C. D.", 8),
        ("kickr", "K", 9),
    ]


def test_a_bare_fragment_has_no_front_matter() -> None:
    assert front_matter("<p>Text</p>") == []
