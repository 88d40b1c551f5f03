"""Letters a second beside WeasyPrint and LibreOffice on the same letter: `python -m bench.letters`.

Both print the sample circular of one page with the shipped fonts, tagged: this engine to PDF/UA-1 with PDF/A-2a,
WeasyPrint to PDF/UA-1 (it writes one profile at a time). Each engine runs in processes of its own, in turn, so that
both meet the same machine; every letter differs from the last. What a person may compare is the ratio of one run, not
the figures of two machines. The row `sealed` is this engine with an electronic seal on each letter. LibreOffice, where
it is installed, turns files of the letter into PDFs, all by one start of it. Then follow the goals: CPU for a letter,
and time and memory for a thousand of them, each addressed to somebody else. The last line shows what a process holds
after many letters of this engine.
"""

import argparse
import datetime
import html
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from umlauf.engines.letters import AnnexNote, Letter, Sender, render_letter, render_letters
from umlauf.engines.letters.press import FONTS_FOLDER
from umlauf.engines.letters.wording import din_phone, iban_groups, long_date

PAGE: Final = 4096
ROUNDS: Final = 3
WARM_UP: Final = 3
GOAL_CPU: Final = 15.0  # ms for a letter
ADDRESSED: Final = 1000
GOAL_SECONDS: Final = 5.0  # for all that are addressed
GOAL_MEMORY: Final = 300.0  # MB, of all processes together

_TEXT: Final = """\
Ziel der Untersuchung ist es, die Praxis der Landkreise in den wichtigen Handlungsfeldern festzuhalten und an „guten
Beispielen“ für alle nutzbar zu machen. Sie beruht auf Gesprächen in neunzehn Landkreisen.

Die Ergebnisse werden auf einer Tagung am 2. Dezember 2016 in Berlin vorgestellt und besprochen. An den Podien nehmen
Ministerinnen zweier Länder, Landräte und weitere Fachleute teil.

Das Programm liegt als Anlage 1 bei. Die Teilnahme ist kostenlos; bitte melden Sie sich mit dem Formular an.
"""
PARAGRAPHS: Final = tuple(_TEXT.split("\n\n"))
ITEMS: Final = (
    "die zuständigen Ministerinnen,",
    "Landräte aus den beteiligten Landkreisen sowie",
    "weitere Fachleute.",
)
SENDER: Final = Sender(
    name="Verband der Landkreise in Sachsen-Anhalt",
    street="Musterstr. 7",
    postal_code="39104",
    city="Magdeburg",
    phone="0391 50001-0",
    email="verband@landkreise.example",
    bank_name="Musterbank Magdeburg",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
)


def sample(number: int) -> Letter:
    """The letter with the given number; two numbers give two different letters."""
    texts = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in PARAGRAPHS]
    items = [
        {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": item}]}]}
        for item in ITEMS
    ]
    deadline = {
        "type": "text",
        "text": f"Frist zu Rundschreiben Nr. {number}/2016: 18. November 2016",
        "marks": [{"type": "bold"}],
    }
    return Letter(
        sender=SENDER,
        number_label=f"Rundschreiben Nr. {number}/2016",
        addressees=("An die", "Landkreise", "in Sachsen-Anhalt"),
        keyword="Integrationskonferenz",
        file_reference="103-55/kö",
        contact_phone="0391 50001-20",
        contact_email="meier@landkreise.example",
        date=datetime.date(2016, 11, 1),
        subject=f"Integrationskonferenz des Bundesverbandes, Mitteilung {number}",
        abstract=PARAGRAPHS[1],
        body={
            "type": "doc",
            "content": [
                *texts,
                {"type": "bulletList", "content": items},
                {"type": "paragraph", "content": [deadline]},
            ],
        },
        signature=("Dr. Theodora Muster", "Geschäftsführerin"),
        annexes=(AnnexNote(1, "Programm", digital_only=True), AnnexNote(2, "Anmeldeformular", digital_only=True)),
    )


STYLE: Final = """
@page { size: A4; margin: 27mm 20mm 22mm 25mm; @bottom-left { content: element(foot); width: 100% } }
body { font: 10.5pt/1.3 "Fira Sans"; hyphens: auto; margin: 0 }
header { font-size: 15pt; font-weight: 600; height: 18mm }
.field { float: left; width: 85mm; height: 45mm } .field small { font-size: 7pt }
.information { margin-left: 100mm; height: 45mm }
h1 { font-size: 13.5pt; margin: 0 0 4mm } h2 { font-size: 10.5pt; margin: 4mm 0 1mm }
.abstract { border-left: 1.2pt solid; padding-left: 4mm } .signature { margin-top: 14mm }
footer { position: running(foot); font-size: 7.5pt; border-top: .4pt solid #b4b4b4; columns: 4 }
"""
FACES: Final = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("SemiBold", 600, "normal"))


def as_html(letter: Letter) -> str:
    """The same letter as a page for WeasyPrint, with the same fonts and the same parts."""
    faces = "".join(
        f'@font-face {{ font-family: "Fira Sans"; font-weight: {weight}; font-style: {style};'
        f" src: url({(FONTS_FOLDER / f'FiraSans-{face}.ttf').as_uri()}) }}"
        for face, weight, style in FACES
    )
    say, sender = html.escape, letter.sender
    assert letter.date is not None
    paragraphs = "".join(f"<p>{say(text)}</p>" for text in PARAGRAPHS)
    items = "".join(f"<li>{say(item)}</li>" for item in ITEMS)
    annexes = "".join(f"<li>Anlage {annex.number} {say(annex.title)}</li>" for annex in letter.annexes)
    return f"""<!doctype html><html lang="de"><head><title>{say(letter.number_label)}: {say(letter.subject)}</title>
<style>{faces}{STYLE}</style></head><body>
<footer>{say(sender.street)}<br>{sender.postal_code} {say(sender.city)}<br>
Tel. {din_phone(sender.phone)}<br>{sender.email}<br>
{say(sender.bank_name)}<br>IBAN {iban_groups(sender.iban)}<br>BIC {sender.bic}</footer>
<header><p>{say(sender.name)}</p></header>
<div class="field"><p><small>{say(sender.name)} · {say(sender.street)}</small></p>
<p>{"<br>".join(letter.addressees)}</p></div>
<div class="information"><p><strong>{say(letter.keyword)}</strong><br>Az.: {say(letter.file_reference)}<br>
Tel.: {letter.contact_phone}<br>{letter.contact_email}</p><p>{long_date(letter.date, "de")}</p></div>
<p>{say(letter.number_label)}</p><h1>{say(letter.subject)}</h1>
<div class="abstract"><h2>Kurzfassung:</h2><p>{say(letter.abstract)}</p></div>{paragraphs}<ul>{items}</ul>
<p><strong>Frist zu {say(letter.number_label)}: 18. November 2016</strong></p>
<p class="signature">{"<br>".join(letter.signature)}</p>
<h2>Anlagen (nur digital)</h2><ul>{annexes}</ul></body></html>"""


def print_with_umlauf(number: int) -> bytes:
    """One letter by this engine."""
    return render_letter(sample(number)).pdf


def sealing_printer() -> Callable[[int], bytes]:
    """A printer that seals each letter, with a key of 2048 bits."""
    from tests.certificates import PASSWORD, a_certificate
    from umlauf.engines.seals import read_seal, seal_pdf

    seal = read_seal(a_certificate(), PASSWORD)
    return lambda number: seal_pdf(print_with_umlauf(number), seal)


def weasyprint_printer() -> Callable[[int], bytes]:
    """A printer that keeps WeasyPrint's font configuration and image cache, as its documentation advises."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def print_letter(number: int) -> bytes:
        page = weasyprint.HTML(string=as_html(sample(number)))
        pdf: bytes = page.write_pdf(font_config=fonts, pdf_variant="pdf/ua-1")
        return pdf

    return print_letter


OTHERS: Final = {"sealed": sealing_printer, "weasyprint": weasyprint_printer}


def resident() -> float:
    """What this process holds in memory now, in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6


def run(engine: str, letters: int) -> dict[str, Any]:
    """Print that many letters in this process; seconds, CPU seconds, bytes of a letter and memory in MB."""
    printer = print_with_umlauf if engine == "umlauf" else OTHERS[engine]()
    for number in range(WARM_UP):
        size = len(printer(number))
    held = {"0": resident()}
    began, worked = time.perf_counter(), time.process_time()
    for number in range(1, letters + 1):
        printer(1000 + number)
        if number % max(letters // 5, 1) == 0:
            held[str(number)] = resident()
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - worked,
        "size": size,
        "held": held,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }


def addressed() -> Iterator[Letter]:
    """The same letter to a thousand recipients, each with an address of its own."""
    letter = sample(1)
    for number in range(ADDRESSED):
        address = (
            f"Landkreis {number}",
            "Die Landrätin",
            f"Kreisstr. {number % 90 + 1}",
            f"{39000 + number} Musterstadt",
        )
        yield replace(letter, addressees=address)


def run_addressed() -> dict[str, Any]:
    """Print them all: seconds, CPU of all processes, and the most that these held together (PSS) in MB."""
    held, began = 0.0, time.perf_counter()
    for number, _pdf in enumerate(render_letters(addressed())):
        if number % 50 == 0:
            pids = [os.getpid(), *(child.pid for child in multiprocessing.active_children() if child.pid)]
            held = max(held, sum(map(proportional, pids)))
    seconds = time.perf_counter() - began
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"seconds": seconds, "cpu": sum(one.ru_utime + one.ru_stime for one in spent), "held": held}


def proportional(pid: int) -> float:
    """What a process holds, with its part of what it shares, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6


def run_libreoffice(letters: int) -> float | None:
    """Seconds for that many letters, the start of the program among them; None where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.html" for number in range(letters)]
        for number, file in enumerate(files):
            file.write_text(as_html(sample(number)), encoding="utf-8")
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        began = time.perf_counter()
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *map(str, files)]
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began


def verdict(name: str, value: float, goal: float, unit: str) -> str:
    """„CPU for a letter: 8.1 ms, goal 15 ms: kept“"""
    kept = "kept" if value <= goal else f"missed by {100 * (value / goal - 1):.0f} %"
    return f"{name}: {value:.1f} {unit}, goal {goal:.0f} {unit}: {kept}"


def goals(cpu: float) -> list[str]:
    """What was promised, and what is."""
    command = [sys.executable, "-m", "bench.letters", "--engine", "addressed"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [
        verdict("CPU for a letter", cpu, GOAL_CPU, "ms"),
        verdict(f"{ADDRESSED} addressed letters", found["seconds"], GOAL_SECONDS, "s")
        + f" ({found['cpu']:.1f} s of CPU, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f})",
        verdict("memory of all processes meanwhile", found["held"], GOAL_MEMORY, "MB"),
    ]


def run_apart(engine: str, letters: int) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "bench.letters", "--engine", engine, "--letters", str(letters)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def table(many: int) -> str:
    """Measure both engines and say it: letters a second, CPU, memory, their ratio, and growth over `many` letters."""
    counts = {"umlauf": 200, "sealed": 60, "weasyprint": 40}
    rounds: dict[str, list[dict[str, Any]]] = {engine: [] for engine in counts}
    for _ in range(ROUNDS):
        for engine, letters in counts.items():
            rounds[engine].append(run_apart(engine, letters))
    lines = [f"{'engine':<12}{'letters/s':>10}{'CPU ms':>9}{'peak MB':>9}{'kB':>6}"]
    rates, spent = {}, {}
    for engine, found in rounds.items():
        letters = counts[engine] * ROUNDS
        rates[engine] = letters / sum(one["seconds"] for one in found)
        cpu = sum(one["cpu"] for one in found) / letters * 1000
        spent[engine] = cpu
        peak = max(one["peak"] for one in found)
        lines.append(f"{engine:<12}{rates[engine]:>10.1f}{cpu:>9.1f}{peak:>9.0f}{found[0]['size'] / 1000:>6.0f}")
    lines.append(f"ratio: {rates['umlauf'] / rates['weasyprint']:.1f} letters to one of WeasyPrint")
    lines.append(
        f"ratio: a letter with its seal takes {rates['umlauf'] / rates['sealed']:.1f} times as long as without"
    )
    office = run_libreoffice(counts["weasyprint"])
    if office is None:
        lines.append("libreoffice: not installed")
    else:
        rate = counts["weasyprint"] / office
        lines.append(f"ratio: {rates['umlauf'] / rate:.1f} letters to one of LibreOffice ({rate:.1f} letters/s)")
    lines += goals(spent["umlauf"])
    growth = run_apart("umlauf", many)
    held = ", ".join(f"{int(megabytes)} MB after {count}" for count, megabytes in growth["held"].items())
    lines.append(f"one process of umlauf: {held}; peak {growth['peak']:.0f} MB")
    return "\n".join(lines)


def main() -> None:
    """The command line: without `--engine` the whole comparison, with it one run as JSON."""
    parser = argparse.ArgumentParser(description="letters a second beside others")
    parser.add_argument("--engine", choices=("umlauf", "addressed", *OTHERS))
    parser.add_argument("--letters", type=int, default=1000)
    arguments = parser.parse_args()
    if arguments.engine == "addressed":
        print(json.dumps(run_addressed()))
    elif arguments.engine:
        print(json.dumps(run(arguments.engine, arguments.letters)))
    else:
        print(table(arguments.letters))


if __name__ == "__main__":
    main()
