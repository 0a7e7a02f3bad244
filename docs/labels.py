#!/usr/bin/env python3
"""Makes the tables of docs/labels.md and the figures in docs/figures/ from what calm_pipeline writes.

    python3 docs/labels.py CALM_PIPELINE [RELEASED_SAMPLES]

CALM_PIPELINE is the built program. RELEASED_SAMPLES is the folder of CALM's released x_csqa_<language>_train_sampled.json; without it the
tables of those samples stay as they are. Replaces what stands between <!-- table NAME --> and <!-- end --> in docs/labels.md. Needs
nothing but Python 3.8.
"""
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FIGURES = pathlib.Path(__file__).parent / "figures"
ROOT = pathlib.Path(__file__).parent.parent
PAGE = pathlib.Path(__file__).parent / "labels.md"
VOTES = ["plurality", "wawa", "glad", "one_coin", "dawid_skene", "mace", "self_consistency"]
LANGUAGES = ["en", "zh", "fr", "de", "it", "ja"]
COLOURS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2"]


class Runs:
    """Runs of calm_pipeline on one input; each is made once."""

    def __init__(self, program, work, inputs):
        self.program, self.work, self.inputs, self.done = program, work, inputs, {}

    def __call__(self, *options):
        if options not in self.done:
            out = pathlib.Path(self.work) / f"run-{id(self)}-{len(self.done)}"
            subprocess.run([self.program, *self.inputs, "--out", str(out), *options], check=True, stdout=subprocess.DEVNULL)
            self.done[options] = json.loads((out / "report.json").read_text(encoding="utf-8"))
        return self.done[options]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def percent(value):
    return "-" if value is None else f"{100 * value:.1f} %"


def share(part, whole):
    return "-" if whole == 0 else f"{100 * part / whole:.1f} %"


# ---- figures: plain SVG ----

class Chart:
    def __init__(self, title, x, y, x_range=(0, 1), y_range=(0, 1), size=(520, 360)):
        self.title, self.x, self.y, self.x_range, self.y_range, self.size = title, x, y, x_range, y_range, size
        self.shapes, self.names = [], []

    def at(self, x, y):
        w, h = self.size
        return (60 + (x - self.x_range[0]) / (self.x_range[1] - self.x_range[0]) * (w - 200),
                h - 50 - (y - self.y_range[0]) / (self.y_range[1] - self.y_range[0]) * (h - 90))

    def line(self, name, points, dashed=False, marks=True):
        colour = "#999" if dashed else COLOURS[len([n for n in self.names if not n[2]]) % len(COLOURS)]
        placed = [self.at(*p) for p in points]
        dash = ' stroke-dasharray="4 4"' if dashed else ""
        self.shapes.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2"{dash} points="' + " ".join(f"{a:.1f},{b:.1f}" for a, b in placed) + '"/>')
        if marks and not dashed:
            self.shapes += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in placed]
        self.names.append((name, colour, dashed))

    def write(self, path, x_ticks, y_ticks, form="{:g}"):
        w, h = self.size
        out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" font-family="sans-serif" font-size="12">',
               f'<rect width="{w}" height="{h}" fill="white"/>', f'<text x="60" y="22" font-size="14" font-weight="bold">{self.title}</text>']
        left, right, low, high = 60, w - 140, h - 50, 40
        for tick in x_ticks:
            px, _ = self.at(tick, self.y_range[0])
            out.append(f'<line x1="{px:.1f}" y1="{low}" x2="{px:.1f}" y2="{high}" stroke="#eee"/><text x="{px:.1f}" y="{low + 16}" text-anchor="middle">{form.format(tick)}</text>')
        for tick in y_ticks:
            _, py = self.at(self.x_range[0], tick)
            out.append(f'<line x1="{left}" y1="{py:.1f}" x2="{right}" y2="{py:.1f}" stroke="#eee"/><text x="{left - 6}" y="{py + 4:.1f}" text-anchor="end">{form.format(tick)}</text>')
        out.append(f'<line x1="{left}" y1="{low}" x2="{right}" y2="{low}" stroke="#333"/><line x1="{left}" y1="{low}" x2="{left}" y2="{high}" stroke="#333"/>')
        out.append(f'<text x="{(left + right) / 2}" y="{h - 12}" text-anchor="middle">{self.x}</text>')
        out.append(f'<text x="16" y="{(low + high) / 2}" text-anchor="middle" transform="rotate(-90 16 {(low + high) / 2})">{self.y}</text>')
        out += self.shapes
        for i, (name, colour, dashed) in enumerate(self.names):
            py = 50 + 18 * i
            dash = ' stroke-dasharray="4 4"' if dashed else ""
            out.append(f'<line x1="{right + 12}" y1="{py}" x2="{right + 32}" y2="{py}" stroke="{colour}" stroke-width="2"{dash}/><text x="{right + 38}" y="{py + 4}">{name}</text>')
        FIGURES.mkdir(exist_ok=True)
        path.write_text("\n".join(out) + "\n</svg>\n", encoding="utf-8")


# ---- tables ----

def votes_table(runs):
    rows = []
    for vote in VOTES:
        r = runs("--vote", vote)
        pooled, best = r["pooled"], r["best_language"]
        seen = r["reliability"].get("confidence", r["reliability"]["share"])
        purity = [(r["pairs"][lang], r["purity"][lang]["measured"]) for lang in r["languages"] if r["pairs"][lang] > 0]
        pairs = sum(n for n, _ in purity)
        rows.append([f"`{vote}`", pooled["decided"], pooled["correct"], share(pooled["correct"], pooled["questions"]), pairs,
                     percent(sum(n * p for n, p in purity) / pairs if pairs else None), percent(seen["mean_confidence"]), percent(seen["expected_calibration_error"])])
    rows.append([f"{best['language']} alone ({best['by']})", "", best["correct"], percent(best["value"]), "", "", "", ""])
    return table(["vote", "decided", "right winners", "right / questions", "pairs", "pairs with a right target", "mean confidence or share", "calibration error"], rows)


def learnt_table(runs):
    r = runs("--vote", "self_consistency")
    rows = []
    for lang in r["languages"]:
        one = r["vote"]["languages"][lang]
        rows.append([lang, percent(one["self_agreement"]), percent(one["accuracy"]), share(r["accuracy_majority"][lang], r["questions"]),
                     share(r["accuracy_first"][lang], r["questions"]), f"{one['weight']:.2f}"])
    return (table(["language", "agreement with itself", "estimated accuracy", "own majority right", "first answer right", "weight"], rows)
            + f"\n\nOverconfidence κ: {r['vote']['overconfidence']:.3f}.")


def coverage_table(runs, name):
    plain, weighed = runs("--vote", "plurality"), runs("--vote", "self_consistency")
    sources = [("share of a plurality vote", plain["reliability"]["share"]), ("margin of a plurality vote", plain["reliability"]["margin"]),
               ("confidence of self_consistency", weighed["reliability"]["confidence"])]
    chart = Chart("Precision against coverage", "questions kept (coverage)", "right winners (precision)", (0, 1), (0.5, 1))
    rows = []
    for what, seen in sources:
        points = [(p["coverage"], p["precision"]) for p in seen["coverage"] if p["answers"] >= 20]
        chart.line(what.split(" of ")[0] + ", " + ("plurality" if "plurality" in what else "s.-c."), points)
        for p in seen["coverage"]:
            if p["answers"] >= 20:
                rows.append([what, f"{p['threshold']:.1f}", p["answers"], percent(p["coverage"]), percent(p["precision"])])
    chart.write(FIGURES / f"coverage-{name}.svg", [0, .2, .4, .6, .8, 1], [.5, .6, .7, .8, .9, 1])
    diagram = Chart("Reliability", "mean confidence of a bin", "share of right winners")
    diagram.line("perfect", [(0, 0), (1, 1)], dashed=True)
    for vote in ["self_consistency", "dawid_skene", "wawa"]:
        seen = runs("--vote", vote)["reliability"]["confidence"]
        diagram.line(vote, [(b["mean_confidence"], b["accuracy"]) for b in seen["bins"] if b["answers"] >= 20])
    diagram.write(FIGURES / f"reliability-{name}.svg", [0, .2, .4, .6, .8, 1], [0, .2, .4, .6, .8, 1])
    return table(["threshold on", "at least", "questions kept", "coverage", "precision"], rows)


def languages_table(runs):
    """Every choice of two languages or more: how the votes compare with the best single language of the choice."""
    totals = {}
    every = runs("--vote", "plurality")
    alone = {lang: max(every["accuracy_first"][lang], every["accuracy_majority"][lang]) for lang in LANGUAGES}
    for count in range(2, len(LANGUAGES) + 1):
        for chosen in itertools.combinations(LANGUAGES, count):
            best = max(alone[lang] for lang in chosen)
            for vote in ["plurality", "dawid_skene", "self_consistency"]:
                right = runs("--vote", vote, "--ties", "language", "--languages", ",".join(chosen))["pooled"]["correct"]
                totals.setdefault((count, vote), []).append((right, right - best))
            totals.setdefault((count, "best"), []).append((best, 0))
    chart = Chart("How many languages", "languages", "right winners, mean over all choices", (2, 6), (450, 700))
    rows = []
    for count in range(2, len(LANGUAGES) + 1):
        row = [count, len(totals[count, "best"]), f"{mean(r for r, _ in totals[count, 'best']):.0f}"]
        for vote in ["plurality", "dawid_skene", "self_consistency"]:
            row += [f"{mean(r for r, _ in totals[count, vote]):.0f}", f"{min(d for _, d in totals[count, vote]):+d}"]
        rows.append(row)
    for vote, label in [("best", "best single"), ("plurality", "plurality"), ("dawid_skene", "dawid_skene"), ("self_consistency", "self_consistency")]:
        chart.line(label, [(count, mean(r for r, _ in totals[count, vote])) for count in range(2, 7)])
    chart.write(FIGURES / "languages.svg", [2, 3, 4, 5, 6], [450, 500, 550, 600, 650, 700])
    return table(["languages", "choices", "best single language", "`plurality`", "worst against the best", "`dawid_skene`", "worst against the best",
           "`self_consistency`", "worst against the best"], rows)


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def samples_table(program, work, folder):
    """The first 1, 2 and 3 samples of each question and language."""
    rows = []
    for count in (1, 2, 3):
        inputs = []
        for lang in LANGUAGES:
            tag = {"zh": "cn"}.get(lang, lang)
            data = json.loads((folder / f"x_csqa_{tag}_train_sampled.json").read_text(encoding="utf-8"))
            for row in data:
                row["pred"] = row["pred"][:count]
            path = pathlib.Path(work) / f"{count}-{lang}.json"
            path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            inputs += ["--samples", f"{lang}={path}"]
        runs = Runs(program, work, inputs)
        best = runs("--vote", "plurality")["best_language"]
        rows.append([count, *[runs("--vote", vote, "--ties", "language")["pooled"]["correct"] for vote in ("plurality", "dawid_skene", "self_consistency")], best["correct"]])
    return table(["samples", "`plurality`", "`dawid_skene`", "`self_consistency`", "best single language"], rows)


def extractors_table(runs):
    rows = []
    for profile, extractor in [("paper", "the authors'"), ("default", "corrected")]:
        for vote in ["plurality", "self_consistency"]:
            r = runs("--profile", profile, "--vote", vote, "--ties", "first-seen")
            rows.append([extractor, f"`{vote}`", f"{sum(r['parsed'].values())} of {sum(r['responses'].values())}", r["pooled"]["correct"], r["best_language"]["correct"]])
    return table(["extractor", "vote", "responses read", "right winners", "best single language"], rows)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    made = {}
    with tempfile.TemporaryDirectory() as work:
        if len(sys.argv) == 3:
            folder = pathlib.Path(sys.argv[2])
            inputs = []
            for lang in LANGUAGES:
                tag = {"zh": "cn"}.get(lang, lang)
                inputs += ["--samples", f"{lang}={folder / f'x_csqa_{tag}_train_sampled.json'}"]
            runs = Runs(program, work, inputs)
            made["votes-xcsqa"] = votes_table(runs)
            made["learnt-xcsqa"] = learnt_table(runs)
            made["coverage-xcsqa"] = coverage_table(runs, "xcsqa")
            made["languages-xcsqa"] = languages_table(runs)
            made["samples-xcsqa"] = samples_table(program, work, folder)
            made["extractors-xcsqa"] = extractors_table(runs)
        data = Runs(program, work, ["--questions", str(ROOT / "data/questions.jsonl"), "--responses", str(ROOT / "data/responses.jsonl")])
        made["votes-data"] = votes_table(data)
        made["learnt-data"] = learnt_table(data)
    page = PAGE.read_text(encoding="utf-8")
    for name, text in made.items():
        page, found = re.subn(rf"(<!-- table {name} -->\n)(?:(?!<!-- ).*\n)*(<!-- end -->)", lambda m: m[1] + text + "\n" + m[2], page)
        if found != 1:
            sys.exit(f"{PAGE} has {found} places for the table {name}, not one")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
