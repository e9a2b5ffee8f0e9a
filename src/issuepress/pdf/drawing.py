"""A drawing as a PDF: one SVG of ours on a page of its size, in the fonts of the house theme."""

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from issuepress.themes import load_theme

_ROOT = "https://issue.invalid/"


class _Fonts(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Gives the engine the files of the house theme and nothing else."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
        """Answer for a virtual URL; everything else ends the rendering."""
        if not url.startswith(f"{_ROOT}theme/"):
            raise FatalURLFetchingError(f"'{url}' lies outside the theme")
        return URLFetcherResponse(url, load_theme("house").file(url.removeprefix(_ROOT)).read_bytes())


def drawing_pdf(svg: str, width: float, height: float) -> bytes:
    """Write a drawing of so many points as a PDF of one page."""
    fetcher, fonts = _Fonts(allowed_protocols=(), allow_redirects=False), FontConfiguration()
    faces = load_theme("house").sheet("print")
    sheet = f"@page {{ size: {width}pt {height}pt; margin: 0 }} svg {{ display: block }}"
    sheets = [
        CSS(string=text, base_url=_ROOT, url_fetcher=fetcher, font_config=fonts)
        for text in (faces[faces.index("@font-face") : faces.rindex("@font-face")], sheet)
    ]
    page = HTML(string=f"<body style='margin:0'>{svg}", base_url=_ROOT, url_fetcher=fetcher)
    content: bytes = page.write_pdf(stylesheets=sheets, font_config=fonts)
    return content
