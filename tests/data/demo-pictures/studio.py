"""The studio: ground, light, shadow and cloth that every picture shares. All sizes are pixels of a 900 x 1125 canvas."""

WIDTH, HEIGHT, MIDDLE = 900, 1125, 450


def sym(right, bottom_first=False):
    """A closed outline from its right half, given from top to bottom as (x, y) or (x1, y1, x2, y2, x, y) with x from the middle."""
    start = right[0]
    path = [f"M{MIDDLE + start[0]:.1f} {start[1]:.1f}"]
    for step in right[1:]:
        path.append(command(step, 1))
    points = [step[-2:] for step in right]
    for index in range(len(right) - 1, 0, -1):
        step, target = right[index], points[index - 1]
        if index == len(right) - 1:
            path.append(f"L{MIDDLE - points[index][0]:.1f} {points[index][1]:.1f}")
        back = target if len(step) == 2 else (step[2], step[3], step[0], step[1], *target)
        path.append(command(back, -1))
    return " ".join(path) + "Z"


def command(step, side):
    numbers = " ".join(f"{MIDDLE + side * v:.1f}" if i % 2 == 0 else f"{v:.1f}" for i, v in enumerate(step))
    return ("L" if len(step) == 2 else "C") + numbers


def right(steps, close=True):
    """An outline on the right side only, x from the middle."""
    first = steps[0]
    path = [f"M{MIDDLE + first[0]:.1f} {first[1]:.1f}"] + [command(step, 1) for step in steps[1:]]
    return " ".join(path) + ("Z" if close else "")


def both(markup):
    """The right side and its mirror image."""
    return f'{markup}<g transform="translate({WIDTH} 0) scale(-1 1)">{markup}</g>'


def shape(path, fill, extra=""):
    return f'<path d="{path}" fill="{fill}" {extra}/>'


def line(path, color, width=2, extra=""):
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" {extra}/>'


def stitch(path, color, width=1.6, opacity=0.75):
    return line(path, color, width, f'stroke-dasharray="5.5 3.5" opacity="{opacity}"')


def fold(path, dark=0.3, light=0.0, width=16, blur="soft"):
    """A crease: a blurred dark stroke and beside it a blurred light one."""
    found = line(path, "#000", width, f'opacity="{dark}" filter="url(#{blur})"')
    if light:
        found += f'<g transform="translate(-{width * 0.8} -2)">' + line(path, "#fff", width * 0.7, f'opacity="{light}" filter="url(#{blur})"') + "</g>"
    return found


def inside(path, markup, key):
    """What is seen of something inside an outline."""
    return f'<clipPath id="{key}"><path d="{path}"/></clipPath><g clip-path="url(#{key})">{markup}</g>'


def volume(markup, strength="vol"):
    return f'<g filter="url(#{strength})">{markup}</g>'


def button(x, y, color="#f4efe6", ring="#0003", size=9.5):
    holes = "".join(f'<circle cx="{x + dx * size * .3:.1f}" cy="{y + dy * size * .3:.1f}" r="{size * .13:.1f}" fill="#0008"/>' for dx in (-1, 1) for dy in (-1, 1))
    return (
        f'<circle cx="{x + 1.5}" cy="{y + 3}" r="{size + 1}" fill="#000" opacity=".35" filter="url(#tiny)"/>'
        f'<circle cx="{x}" cy="{y}" r="{size}" fill="{color}"/><circle cx="{x}" cy="{y}" r="{size * .72:.1f}" fill="none" stroke="{ring}" stroke-width="1.4"/>'
        f'<path d="M{x - size * .7:.1f} {y - size * .45:.1f}A{size * .85:.1f} {size * .85:.1f} 0 0 1 {x + size * .3:.1f} {y - size * .75:.1f}" stroke="#fff" stroke-opacity=".6" stroke-width="1.6" fill="none"/>{holes}'
    )


def zipper(x, top, bottom, tape="#15181d", teeth="#b9bdc4", width=16, pull=None):
    pull = top + 26 if pull is None else pull
    return (
        f'<rect x="{x - width / 2}" y="{top}" width="{width}" height="{bottom - top}" fill="{tape}"/>'
        f'<path d="M{x} {top}V{bottom}" stroke="{teeth}" stroke-width="6.5" stroke-dasharray="2.6 2.4"/>'
        f'<path d="M{x} {top}V{bottom}" stroke="#0006" stroke-width="1.2"/>'
        f'<g><rect x="{x - 7}" y="{pull}" width="14" height="17" rx="4" fill="url(#steel)"/>'
        f'<rect x="{x - 4.5}" y="{pull + 13}" width="9" height="34" rx="4.5" fill="url(#steel)" stroke="#0004" stroke-width=".8"/></g>'
    )


LIGHTS = {
    # name: (frequency, octaves, height of the folds, strength)
    "cotton": ("0.006 0.0034", 2, 40, 0.75),
    "silk": ("0.0052 0.0024", 2, 95, 1.0),
    "heavy": ("0.0045 0.003", 2, 40, 0.8),
    "crisp": ("0.0075 0.0046", 2, 26, 0.75),
    "leather": ("0.0085 0.0052", 2, 42, 1.05),
    "calm": ("0.004 0.003", 2, 22, 0.6),
}


def cloth(kind, seed):
    frequency, octaves, height, strength = LIGHTS[kind]
    gain = 1.35 * strength
    return f"""
<filter id="cloth" x="-2%" y="-2%" width="104%" height="104%" color-interpolation-filters="sRGB">
 <feTurbulence type="fractalNoise" baseFrequency="{frequency}" numOctaves="{octaves}" seed="{seed}"/>
 <feDiffuseLighting surfaceScale="{height}" diffuseConstant="1" lighting-color="#fff" result="lit"><feDistantLight azimuth="228" elevation="52"/></feDiffuseLighting>
 <feGaussianBlur in="lit" stdDeviation="5" result="lit"/>
 <feColorMatrix in="lit" type="matrix" values="{gain} 0 0 0 {0.5 - 0.788 * gain:.3f} {gain} 0 0 0 {0.5 - 0.788 * gain:.3f} {gain} 0 0 0 {0.5 - 0.788 * gain:.3f} 0 0 0 1 0" result="even"/>
 <feBlend in="even" in2="SourceGraphic" mode="soft-light" result="creased"/>
 <feComposite in="creased" in2="SourceAlpha" operator="in"/>
</filter>"""


def inner(key, blur, dx, dy, dark, light):
    """The side away from the window darker, the side towards it lighter."""
    return f"""
<filter id="{key}" x="-3%" y="-3%" width="106%" height="106%" color-interpolation-filters="sRGB">
 <feGaussianBlur in="SourceAlpha" stdDeviation="{blur}" result="soft"/>
 <feOffset in="soft" dx="{-dx}" dy="{-dy}"/><feComponentTransfer><feFuncA type="linear" slope="-1" intercept="1"/></feComponentTransfer><feComposite in2="SourceAlpha" operator="in" result="away"/>
 <feFlood flood-color="#050814" flood-opacity="{dark}"/><feComposite in2="away" operator="in" result="dark"/>
 <feOffset in="soft" dx="{dx}" dy="{dy}"/><feComponentTransfer><feFuncA type="linear" slope="-1" intercept="1"/></feComponentTransfer><feComposite in2="SourceAlpha" operator="in" result="near"/>
 <feFlood flood-color="#fff8ea" flood-opacity="{light}"/><feComposite in2="near" operator="in" result="light"/>
 <feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="light"/><feMergeNode in="dark"/></feMerge>
</filter>"""


def page(body, ground, kind="cotton", seed=3, defs="", view=None, props=""):
    """A whole picture. `ground` is (light, deep): the paper under the thing."""
    light, deep = ground
    view = view or (0, 0, WIDTH, HEIGHT)
    blurs = "".join(f'<filter id="{key}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="{size}"/></filter>' for key, size in (("tiny", 2), ("fine", 4), ("soft", 9), ("wide", 22), ("vast", 46)))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{WIDTH}" height="{HEIGHT}" viewBox="{' '.join(map(str, view))}">
<defs>{blurs}{inner("vol", 24, 17, 13, .62, .30)}{inner("small", 7, 5, 5, .5, .34)}{inner("deep", 18, 12, 15, .8, .26)}{cloth(kind, seed)}
<filter id="drop" x="-20%" y="-20%" width="150%" height="150%" color-interpolation-filters="sRGB">
 <feGaussianBlur in="SourceAlpha" stdDeviation="34"/><feOffset dx="30" dy="46"/><feComponentTransfer><feFuncA type="linear" slope=".34"/></feComponentTransfer><feComposite result="far"/>
 <feGaussianBlur in="SourceAlpha" stdDeviation="9"/><feOffset dx="9" dy="14" result="n"/><feComponentTransfer><feFuncA type="linear" slope=".30"/></feComponentTransfer><feComposite result="near"/>
 <feMerge><feMergeNode in="far"/><feMergeNode in="near"/><feMergeNode in="SourceGraphic"/></feMerge>
</filter>
<radialGradient id="ground" cx=".36" cy=".26" r="1.02"><stop offset="0" stop-color="{light}"/><stop offset=".55" stop-color="{light}" stop-opacity=".55"/><stop offset="1" stop-color="{light}" stop-opacity="0"/></radialGradient>
<linearGradient id="steel" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f6f7f8"/><stop offset=".45" stop-color="#a9adb4"/><stop offset="1" stop-color="#5d626b"/></linearGradient>
<linearGradient id="brass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fbeebf"/><stop offset=".5" stop-color="#c79b4b"/><stop offset="1" stop-color="#7b5722"/></linearGradient>
{defs}</defs>
<rect x="-50" y="-50" width="1000" height="1225" fill="{deep}"/><rect x="-50" y="-50" width="1000" height="1225" fill="url(#ground)"/>{props}
{body}</svg>"""


def garment(markup):
    """Lies on the ground: creased by the cloth filter, throwing a shadow."""
    larger = "translate(450 568) scale(1.09) translate(-450 -548)"
    return f'<g filter="url(#drop)"><g filter="url(#cloth)"><g transform="{larger}">{markup}</g></g></g>'


SAND, SAGE, MIST = ("#fbf5ea", "#e4d6c0"), ("#f1f4ec", "#c9d3c2"), ("#f1f5f7", "#c5d0d7")
BLUSH, STONE, CLAY = ("#fbf0ea", "#e3c9bd"), ("#f6f4f0", "#d2ccc3"), ("#f7e9dc", "#d9b394")
