"""docs/exo.md: every line in a box is run as it stands."""

import asyncio
import re
import shlex
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exo.md").read_text(encoding="utf-8")


def boxes(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_line_of_the_page_works_as_it_stands(prompt, tmp_path, monkeypatch):
    adele, alex, gone = asyncio.run(prompt.house.picks("leaver", 3))
    people = {"adele@contoso.com": adele, "alex@contoso.com": alex, "test@contoso.com": gone}

    def named(text):
        return re.sub("|".join(people), lambda one: people[one[0]], text)

    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text(named(boxes("csv")[0]))

    for line in "".join(boxes("sh")).splitlines():
        program, command, *words = shlex.split(named(line).partition(" > ")[0])
        done = prompt.run(*words)

        assert (program, command) == ("nightshift", "exo")
        assert done.exit_code == 0, f"{line}\n{done.output}"
