#!/usr/bin/env python3
"""Draws a flame graph (Gregg 2016) of the output of `perf script`.

    perf record -F 1999 -g -p PID -- sleep 10 && perf script | swift demangle --compact | flamegraph.py TITLE > graph.svg

Width is samples; frames narrower than half a pixel are left out. Standard library only.
"""
import html
import re
import sys

WIDTH, ROW, FONT = 1200, 16, 11


class Frame:
    def __init__(self):
        self.count = 0
        self.children = {}


def short(name):
    name = re.sub(r"\+0x[0-9a-f]+$", "", name)
    name = re.sub(r"\(in _[0-9A-F]{32}\)", "", name)
    return name[:160]


def read(lines):
    root, stack = Frame(), []

    def add():
        frame = root
        frame.count += 1
        for name in reversed(stack):
            frame = frame.children.setdefault(name, Frame())
            frame.count += 1

    for line in lines:
        match = re.match(r"^\s+[0-9a-f]+ (.+) \((.*)\)$", line)
        if match:
            stack.append(short(match.group(1)) if match.group(1) != "[unknown]" else "?")
        elif not line.strip() and stack:
            add()
            stack = []
    if stack:
        add()
    return root


def depth(frame, least):
    return 1 + max((depth(child, least) for child in frame.children.values() if child.count >= least), default=0)


def colour(name):
    if name.startswith(("Tenfold", "hello")) or " Tenfold" in name or "TenfoldHTTP" in name:
        return "#e8743b"
    if "NIO" in name:
        return "#f2b134"
    if name.startswith("swift") or "swift::" in name:
        return "#c9a0dc"
    return "#b8c4c2"


def draw(frame, name, x, level, height, scale, least, out):
    width = frame.count * scale
    y = height - (level + 1) * ROW
    share = 100 * frame.count / draw.total
    label = html.escape(name)
    text = label if len(name) * FONT * 0.6 < width else html.escape(name[: max(0, int(width / (FONT * 0.6)) - 1)])
    out.append(
        f'<g><title>{label}: {share:.1f} %</title><rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 1}" '
        f'fill="{colour(name)}"/><text x="{x + 2:.1f}" y="{y + 12}">{text if width > 20 else ""}</text></g>'
    )
    for child_name, child in sorted(frame.children.items()):
        if child.count >= least:
            draw(child, child_name, x, level + 1, height, scale, least, out)
        x += child.count * scale


def main():
    title = sys.argv[1] if len(sys.argv) > 1 else "flame graph"
    root = read(sys.stdin)
    if root.count == 0:
        sys.exit("no samples on standard input: give it the output of `perf script`")
    scale = WIDTH / root.count
    least = 0.5 / scale
    height = depth(root, least) * ROW + 30
    draw.total = root.count
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="monospace" '
        f'font-size="{FONT}"><text x="4" y="14">{html.escape(title)}, {root.count} samples</text>'
    ]
    draw(root, "all", 0, 0, height, scale, least, out)
    print("\n".join(out) + "\n</svg>")


main()
