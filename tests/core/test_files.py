"""core.files: nobody ever sees half of a file."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from core.files import to_csv, to_zip, write_whole


def test_a_kill_in_the_middle_of_writing_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    write_whole(path, b"0" * 3_000_000)
    endless = "import itertools, sys; from pathlib import Path; from core.files import write_whole\nfor i in itertools.count():\n"
    endless += "    write_whole(Path(sys.argv[1]), str(i % 10).encode() * 3_000_000)\n    print(i, flush=True)"
    for _ in range(5):
        with subprocess.Popen([sys.executable, "-c", endless, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            writer.kill()
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1


def test_a_zip_holds_the_files_in_their_order_and_text_as_utf_8() -> None:
    content = to_zip({"b.txt": "größer", "a/c.bin": b"\0\xff"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["b.txt", "a/c.bin"]
        assert (archive.read("b.txt").decode("utf-8"), archive.read("a/c.bin")) == ("größer", b"\0\xff")


def test_a_csv_file_opens_in_spreadsheets_and_holds_no_formula() -> None:
    rows = [("name", "loss"), ("=1+1", -0.5), ("@x", 2), ("plain", "-3")]
    assert to_csv(rows).decode("ascii").splitlines() == ["name,loss", "'=1+1,-0.5", "'@x,2", "plain,'-3"]
    korean = to_csv([("이름",)])
    assert korean.startswith(b"\xef\xbb\xbf")
    assert korean.decode("utf-8-sig").strip() == "이름"
