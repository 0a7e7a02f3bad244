#!/usr/bin/env python3
"""Draws the figures of docs/losses.md, docs/figures/loss-NAME.svg, from values that the library computes.

    python3 docs/losses.py [COMPILER]

Compiles docs/loss_curves.cpp with COMPILER (c++ unless given), runs it and draws what it prints. Needs nothing but Python 3.8 and a C++20
compiler. No background, and colours that are readable on white and on black.
"""
import pathlib
import subprocess
import sys
import tempfile

DOCS = pathlib.Path(__file__).resolve().parent
COLOURS = {"chosen": "#2f81f7", "rejected": "#d9731a"}
GREY = "#808890"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 320, 190, 34, 312, 22, 152


def curves(compiler):
    """{loss: (axis, {side: [(x, loss, gradient)]})}"""
    with tempfile.TemporaryDirectory() as work:
        program = pathlib.Path(work) / "loss_curves"
        subprocess.run([compiler, "-std=c++20", "-O1", "-I", DOCS.parent / "include", DOCS / "loss_curves.cpp", "-o", program], check=True)
        printed = subprocess.run([program], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    all_curves = {}
    for line in printed.splitlines():
        name, side, axis, *numbers = line.split("\t")
        all_curves.setdefault(name, (axis, {}))[1].setdefault(side, []).append(tuple(map(float, numbers)))
    return all_curves


def ticks(low, high):
    """Round numbers in [low, high], four to eight of them."""
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50) if (high - low) / s <= 8)
    return [i * step for i in range(int(low // step), int(high // step) + 2) if low <= i * step <= high]


def runs(points, low, high):
    """The parts of a line that are inside, so that nothing is drawn along the frame; neighbours of a jump are not joined."""
    part = []
    for x, y in points:
        jump = part and abs(y - part[-1][1]) > 0.3 * (high - low)
        if part and (jump or not low <= y <= high):
            yield part
            part = []
        if low <= y <= high:
            part.append((x, y))
    if part:
        yield part


def thinned(places):
    """As few of the points as keep all of the line within a tenth of a pixel (Ramer, Douglas and Peucker)."""
    if len(places) < 3:
        return places
    (x0, y0), (x1, y1) = places[0], places[-1]
    off, far = max((abs(y0 + (y1 - y0) * (x - x0) / (x1 - x0) - y), i) for i, (x, y) in enumerate(places))
    return [places[0], places[-1]] if off < 0.1 else thinned(places[:far + 1])[:-1] + thinned(places[far:])


def figure(name, axis, sides):
    first = next(iter(sides.values()))
    x_low, x_high = min(p[0] for p in first), max(p[0] for p in first)
    losses = [p[1] for points in sides.values() for p in points]
    gradients = [p[2] for points in sides.values() for p in points]
    low = max(min(losses + gradients + [-0.25]), -2.2)
    high = min(max(losses + gradients), 6.2)
    margin = 0.05 * (high - low)
    low, high = low - margin, high + margin

    def at(x, y):
        return (LEFT + (x - x_low) / (x_high - x_low) * (RIGHT - LEFT), BOTTOM - (y - low) / (high - low) * (BOTTOM - TOP))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="10" fill="{GREY}">',
           f"<title>{name}: loss and gradient</title>"]
    for side, points in sides.items():  # for tests/docs/losses.cpp to compare
        for x, loss, gradient in (points[i * len(points) // 6] for i in (1, 3, 5)):
            out.append(f"<desc>{side} {x:g} {loss:g} {gradient:g}</desc>")
    for tick in ticks(x_low, x_high):
        px, _ = at(tick, low)
        out.append(f'<path d="M{px:.1f} {BOTTOM}V{TOP}" stroke="{GREY}" stroke-opacity=".25"/><text x="{px:.1f}" y="{BOTTOM + 13}" text-anchor="middle">{tick:g}</text>')
    for tick in ticks(low, high):
        _, py = at(x_low, tick)
        out.append(f'<path d="M{LEFT} {py:.1f}H{RIGHT}" stroke="{GREY}" stroke-opacity="{0.7 if tick == 0 else 0.25}"/>'
                   f'<text x="{LEFT - 5}" y="{py + 3.5:.1f}" text-anchor="end">{tick:g}</text>')
    for side, points in sides.items():
        for column, dash in ((1, ""), (2, ' stroke-dasharray="5 3"')):
            for part in runs([(p[0], p[column]) for p in points], low, high):
                places = thinned([at(*p) for p in part])
                out.append(f'<polyline fill="none" stroke="{COLOURS[side]}" stroke-width="1.8"{dash} points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>')
    out.append(f'<text x="{(LEFT + RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{axis}</text>')
    out.append(f'<text x="{LEFT}" y="13" font-size="12" font-weight="bold">{name}</text>')
    out.append(f'<path d="M{RIGHT - 142} 9h18" stroke="{GREY}" stroke-width="1.8"/><text x="{RIGHT - 120}" y="13">loss</text>'
               f'<path d="M{RIGHT - 82} 9h18" stroke="{GREY}" stroke-width="1.8" stroke-dasharray="5 3"/><text x="{RIGHT - 60}" y="13">gradient</text>')
    (DOCS / "figures" / f"loss-{name}.svg").write_text("\n".join(out) + "\n</svg>\n", encoding="utf-8")


def main():
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    for name, (axis, sides) in curves(sys.argv[1] if len(sys.argv) == 2 else "c++").items():
        figure(name, axis, sides)


if __name__ == "__main__":
    main()
