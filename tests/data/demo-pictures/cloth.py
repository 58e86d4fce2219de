"""What garments are made of: patterns to fill outlines with."""

import random


def tile(key, size, body, turn=0, height=None):
    return f'<pattern id="{key}" width="{size}" height="{height or size}" patternUnits="userSpaceOnUse" patternTransform="translate(450 0) rotate({turn})">{body}</pattern>'


def twice(key, size, body, turn, height=None):
    """A pattern for the body and the same, turned, for sleeves."""
    return tile(key, size, body, 0, height) + tile(key + "-sleeve", size, body, turn, height)


def kaleidoscope(key, base, tones):
    a, b, c = tones
    petals = "".join(f'<path d="M36 36C30 24 30 12 36 2C42 12 42 24 36 36Z" fill="{a if turn % 90 else b}" transform="rotate({turn} 36 36)"/>' for turn in range(0, 360, 45))
    corners = "".join(f'<g transform="translate({x} {y})"><path d="M0-13L13 0L0 13L-13 0Z" fill="{c}"/><path d="M0-6L6 0L0 6L-6 0Z" fill="{base}"/></g>' for x in (0, 72) for y in (0, 72))
    body = f'<rect width="72" height="72" fill="{base}"/>{petals}<circle cx="36" cy="36" r="6.5" fill="{c}"/><circle cx="36" cy="36" r="2.8" fill="{base}"/>{corners}'
    return twice(key, 72, body, -9)


def plaid(key, base, dark, light):
    bands = ""
    for at, wide, tone, alpha in ((0, 44, dark, .62), (88, 44, dark, .62), (62, 5, light, .7), (150, 5, light, .6), (20, 4, base, .8), (108, 4, base, .8)):
        bands += f'<rect x="{at}" width="{wide}" height="176" fill="{tone}" opacity="{alpha}"/><rect y="{at}" height="{wide}" width="176" fill="{tone}" opacity="{alpha}"/>'
    body = f'<rect width="176" height="176" fill="{base}"/>{bands}'
    return twice(key, 176, body, -8)


def stripes(key, tones, width, turn=0, sleeve=-9):
    body = "".join(f'<rect x="{i * width}" width="{width + .4}" height="60" fill="{tone}"/>' for i, tone in enumerate(tones))
    return tile(key, width * len(tones), body, turn, 60) + tile(key + "-sleeve", width * len(tones), body, turn + sleeve, 60)


def flowers(key, base, seed=4, size=260):
    rng = random.Random(seed)
    body = f'<rect width="{size}" height="{size}" fill="{base}"/>'
    spots = [(50, 52, 30, "#e58a8f", "#c95f6b"), (182, 40, 22, "#f0b45f", "#d28a34"), (118, 128, 34, "#d9707c", "#b54a5a"), (222, 150, 26, "#8fa9d8", "#5f7cb5"), (40, 186, 24, "#f2c27a", "#d79a44"), (150, 222, 28, "#e79aa4", "#c96a78"), (238, 236, 17, "#8fa9d8", "#5f7cb5")]
    for x, y, r, tone, heart in spots:
        leaves = "".join(f'<path d="M0 0C{r * .5} {-r * .5} {r * 1.2} {-r * .45} {r * 1.75} 0C{r * 1.2} {r * .35} {r * .5} {r * .3} 0 0Z" fill="{rng.choice(("#7f9b78", "#5f8364", "#9bb38d"))}" transform="rotate({turn})"/>' for turn in (rng.randrange(360), rng.randrange(360)))
        petals = "".join(f'<ellipse cx="0" cy="{-r * .56}" rx="{r * .4}" ry="{r * .52}" fill="{tone}" stroke="{heart}" stroke-opacity=".35" transform="rotate({turn})"/>' for turn in range(0, 360, 60))
        flower = f'{leaves}{petals}<circle r="{r * .28}" fill="{heart}"/><circle r="{r * .13}" fill="#fbe7a8"/>'
        for dx in (-size, 0, size):
            for dy in (-size, 0, size):
                if -70 < x + dx < size + 70 and -70 < y + dy < size + 70:
                    body += f'<g transform="translate({x + dx} {y + dy}) rotate({x})">{flower}</g>'
    return twice(key, size, body, -10)


def digits(key, base, tones, seed=8):
    rng = random.Random(seed)
    body = f'<rect width="240" height="240" fill="{base}"/>'
    for row in range(4):
        for column in range(4):
            x, y = column * 60 + (30 if row % 2 else 4) + 8, row * 60 + 42
            body += f'<text x="{x}" y="{y}" font-family="DejaVu Serif" font-weight="{rng.choice(("400", "700"))}" font-size="{rng.choice((34, 44, 52))}" fill="{rng.choice(tones)}" text-anchor="middle" transform="rotate({rng.randrange(-24, 25)} {x} {y})">{(row * 7 + column * 3 + 1) % 10}</text>'
    return twice(key, 240, body, -14)


def knit(key, base, dark, light, size=22):
    h = size * .8
    v = f'<path d="M0 0C{size * .1} {h * .5} {size * .3} {h * .9} {size / 2} {h}C{size * .7} {h * .9} {size * .9} {h * .5} {size} 0" fill="none" stroke="{dark}" stroke-width="{size * .17}"/>'
    v += f'<path d="M{size * .1} {-h * .2}C{size * .2} {h * .3} {size * .35} {h * .6} {size / 2} {h * .72}" fill="none" stroke="{light}" stroke-width="{size * .16}" stroke-opacity=".75"/>'
    body = f'<rect width="{size}" height="{h}" fill="{base}"/>' + "".join(f'<g transform="translate(0 {dy})">{v}</g>' for dy in (-h, 0, h))
    return twice(key, size, body, -9, h)


def rib(key, base, dark, light, size=16):
    body = f'<rect width="{size}" height="40" fill="{base}"/><rect x="{size * .62}" width="{size * .38}" height="40" fill="{dark}"/><rect x="{size * .16}" width="{size * .2}" height="40" fill="{light}" opacity=".6"/>'
    return twice(key, size, body, -9, 40)


def twill(key, base, mark, alpha=.16, size=7):
    body = f'<rect width="{size}" height="{size}" fill="{base}"/><path d="M-1 {size + 1}L{size + 1}-1" stroke="{mark}" stroke-width="1.5" opacity="{alpha}"/>'
    return twice(key, size, body, -9)


def marble(key, veins, frequency="0.008 0.016", seed=11):
    """A fill cannot be a filter; marbled cloth is a rectangle under this one, seen through an outline."""
    table = lambda channel: " ".join(f"{int(tone[1 + 2 * channel:3 + 2 * channel], 16) / 255:.3f}" for tone in veins)
    return f"""<filter id="{key}" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">
<feTurbulence type="fractalNoise" baseFrequency="{frequency}" numOctaves="4" seed="{seed}"/>
<feColorMatrix values="1.6 .5 0 0 -.55  1.6 .5 0 0 -.55  1.6 .5 0 0 -.55  0 0 0 0 1"/>
<feComponentTransfer><feFuncR type="table" tableValues="{table(0)}"/><feFuncG type="table" tableValues="{table(1)}"/><feFuncB type="table" tableValues="{table(2)}"/></feComponentTransfer></filter>"""
