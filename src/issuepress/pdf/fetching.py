"""Fetching: WeasyPrint sees the issue's pictures and the theme's files, and nothing else."""

from typing import Final
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from issuepress.errors import Place, ThemeError
from issuepress.pdf.galley import PICTURES, ROOT
from issuepress.pictures import PictureError, prepare
from issuepress.rendition import Rendition

_THEME: Final = f"{ROOT}theme/"
_PRINT_PPI: Final = 300


class UnusablePictureError(FatalURLFetchingError):  # type: ignore[misc] # WeasyPrint has no types
    """Ends the rendering over a picture, and knows where it is named."""

    def __init__(self, message: str, where: Place | None) -> None:
        """Take what is wrong, and where."""
        super().__init__(message)
        self.where = where


class Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Gives the engine the issue's pictures and the theme's files, by their virtual URLs."""

    def __init__(self, rendition: Rendition) -> None:
        """Serve one rendition."""
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.rendition = rendition

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
        """Answer for a virtual URL; everything else ends the rendering."""
        try:
            if url.startswith(PICTURES):
                return self._picture(url)
            if url.startswith(_THEME):
                path = self.rendition.theme.file(unquote(url.removeprefix(ROOT)))
                return URLFetcherResponse(url, path.read_bytes())
        except PictureError as error:
            name = unquote(url.removeprefix(PICTURES))
            where = next((part.place_of(name) for part in self.rendition.parts), None)
            raise UnusablePictureError(f"the picture '{name}' can't be used: {error}", where) from error
        except (KeyError, OSError, ThemeError) as error:
            raise FatalURLFetchingError(str(error)) from error
        raise FatalURLFetchingError(f"'{url}' lies outside the issue and its theme")

    def _picture(self, url: str) -> URLFetcherResponse:
        issue = self.rendition.issue
        path = issue.files[unquote(url.removeprefix(PICTURES))]
        width, height = issue.print.trim
        most = round(2 * max(width.points, height.points) / 72 * _PRINT_PPI)  # a spread can't use more
        picture = prepare(path, widest=most, highest=most)
        return URLFetcherResponse(url, picture.content, {"Content-Type": picture.media_type})
