"""What the preview gives to whom, and what it refuses."""

import http.client
import json
import os
import re
import socket
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from issuepress.cli import main
from issuepress.preview.editors import Editor, EditorError
from preview.browser import Preview
from preview.conftest import write

Asked = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module", autouse=True)
def _made(running: tuple[Path, Preview]) -> None:
    """Wait for the first edition."""
    while json.loads(_ask(running[1], "/account.json")[2])["reading"] is None:
        time.sleep(0.1)


def _ask(preview: Preview, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Asked:
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers={"Host": f"localhost:{preview.port}", **named})
    answer = connection.getresponse()
    content = b"" if path == "/events" else answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def _account(preview: Preview) -> dict[str, object]:
    account: dict[str, object] = json.loads(_ask(preview, "/account.json")[2])
    return account


def _address(preview: Preview) -> str:
    return f"http://localhost:{preview.port}"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "[::1"])
def test_a_request_under_another_name_is_refused(running: tuple[Path, Preview], host: str) -> None:
    assert _ask(running[1], "/account.json", Host=host)[0] in {400, 403}


@pytest.mark.parametrize("path", ["/account.json", "/events", "/flatplan.svg", "/"])
def test_a_request_from_another_site_is_refused(running: tuple[Path, Preview], path: str) -> None:
    assert _ask(running[1], path, Origin="http://evil.example")[0] == 403
    assert _ask(running[1], path, Sec_Fetch_Site="cross-site")[0] == 403
    assert _ask(running[1], path, Sec_Fetch_Site="same-site")[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/web/../server.py",
        "/web/..%2fserver.py",
        "/web/%2e%2e/server.py",
        "/web/__init__.py",
        "/fonts/..%2ftheme.css",
        "/fonts/../theme.yaml",
        "/reading/x/../../issue.yaml",
        "/pages/0123/1.jpg",
        "/pages/0123/words.json",
        "/issue.yaml",
        "/one.md",
        "//etc/passwd",
    ],
)
def test_nothing_but_the_outputs_is_served(running: tuple[Path, Preview], path: str) -> None:
    assert _ask(running[1], path)[0] == 404


def test_only_a_few_sizes_of_a_page_are_painted(running: tuple[Path, Preview]) -> None:
    account = json.loads(_ask(running[1], "/account.json")[2])
    digest = account["issue"]["pages"][0]["digest"]
    status, headers, content = _ask(running[1], f"/pages/{digest}/1.5.jpg")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert "immutable" in headers["cache-control"]
    assert content.startswith(b"\xff\xd8")
    assert _ask(running[1], f"/pages/{digest}/1000.jpg")[0] == 404
    assert _ask(running[1], f"/pages/{digest}/1.7.jpg")[0] == 404


def test_the_files_of_the_epub_are_served_by_its_digest_alone(running: tuple[Path, Preview]) -> None:
    reading = json.loads(_ask(running[1], "/account.json")[2])["reading"]
    assert _ask(running[1], f"/reading/{reading['digest']}/EPUB/style.css")[1]["content-type"].startswith(
        "text/css"
    )
    document = _ask(running[1], f"/reading/{reading['digest']}/EPUB/one.xhtml")
    assert document[1]["content-type"].startswith("text/plain")
    assert _ask(running[1], "/reading/0123/EPUB/style.css")[0] == 404


def test_a_strict_policy_stands_on_every_answer(running: tuple[Path, Preview]) -> None:
    account = json.loads(_ask(running[1], "/account.json")[2])
    page = _ask(running[1], "/")[1]["content-security-policy"]
    assert "default-src 'none'" in page
    assert "script-src 'self';" in page
    assert "unsafe-eval" not in page
    for path in ("/account.json", f"/reading/{account['reading']['digest']}/EPUB/style.css", "/nowhere"):
        headers = _ask(running[1], path)[1]
        assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"file": "one.md", "line": 3}', 204),
        ('{"file": "../one.md", "line": 3}', 404),
        ('{"file": "/etc/passwd", "line": 1}', 404),
        ('{"file": "cover.svg", "line": 1}', 404),
        ('{"file": "one.md; touch x", "line": 1}', 404),
        ('{"file": "one.md", "line": "$(touch x)"}', 400),
        ('{"line": 3}', 400),
        ("[]", 400),
        ("not json", 400),
    ],
)
def test_the_editor_is_opened_for_files_of_the_issue_only(
    running: tuple[Path, Preview], body: str, status: int
) -> None:
    answer = _ask(running[1], "/open", "POST", body, Origin=_address(running[1]))
    assert answer[0] == status


@pytest.mark.parametrize(
    ("body", "status"), [('{"page": 4}', 204), ('{"page": 400}', 204), ("{}", 400), ("4", 400)]
)
def test_what_is_looked_at_can_be_told(running: tuple[Path, Preview], body: str, status: int) -> None:
    assert _ask(running[1], "/look", "POST", body, Origin=_address(running[1]))[0] == status
    assert _ask(running[1], "/look", "POST", body)[0] == 403


def test_nothing_is_asked_for_without_our_own_page(running: tuple[Path, Preview]) -> None:
    body = '{"file": "one.md", "line": 3}'
    assert _ask(running[1], "/open", "POST", body)[0] == 403
    assert _ask(running[1], "/open", "POST", body, Origin="null")[0] == 403
    assert _ask(running[1], "/press", "POST")[0] == 403
    assert _ask(running[1], "/open", Origin=_address(running[1]))[0] == 405


def test_a_taken_port_and_who_is_let_in_by_a_host_are_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "gates")
    with socket.create_server(("0.0.0.0", 0)) as taken:  # noqa: S104 - see below
        port = taken.getsockname()[1]
        with Preview(folder, "--host", "0.0.0.0", port=port) as preview:  # noqa: S104 - that is the point
            assert preview.port != port
            assert _ask(preview, "/", Host=f"192.0.2.7:{preview.port}")[0] == 200
            assert _ask(preview, "/", Host="evil.example")[0] == 403
            assert preview.stop()[0] == 0
    assert f"port {port} is taken by another program" in "".join(preview.said)
    assert "whoever reaches this computer" in "".join(preview.said)


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = write(tmp_path / "gates")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    os.environ["TMPDIR"] = str(scratch)
    try:
        with Preview(folder) as preview:
            assert _ask(preview, "/")[0] == 200
            code, _ = preview.stop()
    finally:
        del os.environ["TMPDIR"]
    assert code == 0
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert list(scratch.iterdir()) == []
    with socket.socket() as door:
        assert door.connect_ex(("127.0.0.1", preview.port)) != 0


def test_ctrl_c_before_anything_is_shown_ends_it_as_quietly(tmp_path: Path) -> None:
    with Preview(write(tmp_path / "gates")) as preview:
        code, _ = preview.stop()  # which waits for whatever it has started
    assert code in {0, 1}
    assert "".join(preview.said).strip() in {"", "Aborted!"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere"], "there is no issue at 'nowhere'"),
        (["gates", "--editor", "code"], "has no place for the file"),
        (["gates", "--editor", "no-such-editor {file}"], "there is no program 'no-such-editor'"),
        (["gates", "--editor", "code '{file}"], "can't be read"),
        (["gates", "--host", "no.such.host.invalid"], "there is no host 'no.such.host.invalid'"),
    ],
)
def test_what_can_not_be_previewed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    write(tmp_path / "gates")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["preview", "--no-open", *words])
    assert result.exit_code == 1
    assert message in result.stderr
    assert not re.search(r"Traceback", result.stderr)


def test_a_file_with_an_odd_name_is_one_word_of_the_editors_command() -> None:
    command = Editor("touch -d {line} {file}").command(Path("/x/a b; rm -rf $(y).md"), 7)
    assert command == ["touch", "-d", "7", "/x/a b; rm -rf $(y).md"]


def test_an_editor_that_is_not_there_is_an_error_at_once() -> None:
    with pytest.raises(EditorError):
        Editor("no-such-editor {file}")
