"""The preview: the pages and the reading view as they will be, while they are written.

edition ── the one seam with the steps of `build`     account ── what the browser is told
reading ── the EPUB's own documents                    studio ─── follows the files and makes editions
server ─── shows them in a browser, safely             proof ──── the same as a folder, to send
opening ── what is done before anything is imported    outline ── the first pages, before the stories are read
compare ── what changed between two editions           web/ ───── the page itself: plain scripts and styles
"""
