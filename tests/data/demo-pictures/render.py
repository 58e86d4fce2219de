"""Draws the pictures: writes each as SVG, lets Chromium photograph it, and keeps it as JPEG. Names may be given to draw only those."""

import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from catalogue import PICTURES

HERE = pathlib.Path(__file__).parent
# Bytes of one picture.
MOST = 48_000


def draw(name):
    svg, (width, height) = PICTURES[name]()
    with tempfile.TemporaryDirectory() as folder:
        source, shot = pathlib.Path(folder, "a.svg"), pathlib.Path(folder, "a.png")
        source.write_text(svg, encoding="utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", f"--screenshot={shot}", source.as_uri()], check=True, capture_output=True, timeout=120)
        target = HERE / f"{name}.jpg"
        keep = ["convert", shot, "-crop", f"{width}x{height}+0+0", "-filter", "Lanczos", "-resize", "800x1000>", "-strip", "-interlace", "Plane", "-sampling-factor", "4:2:0"]
        subprocess.run([*keep, "-quality", "68", target], check=True)
        if target.stat().st_size > MOST:
            subprocess.run([*keep, "-define", f"jpeg:extent={MOST}b", target], check=True)
    print(f"{name}: {target.stat().st_size // 1000} kB", flush=True)


if __name__ == "__main__":
    with ThreadPoolExecutor(2) as two:
        list(two.map(draw, sys.argv[1:] or PICTURES))
