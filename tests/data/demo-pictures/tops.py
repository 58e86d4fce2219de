"""Things with a body and sleeves, composed of parts. Each answers with markup for `studio.garment`."""

from studio import MIDDLE as M
from studio import both, button, fold, inside, line, right, shape, stitch, sym, volume, zipper


class Cut:
    """Where the seams of a top lie; half widths from the middle."""

    def __init__(self, neck=76, top=214, shoulder=204, drop=54, chest=190, arm=440, hem=194, bottom=900, curve=26, dip=None):
        self.neck, self.top, self.shoulder, self.drop, self.chest = neck, top, shoulder, drop, chest
        self.arm, self.hem, self.bottom, self.curve, self.dip = arm, hem, bottom, curve, dip

    def body(self, neckline=None):
        dip = self.dip if neckline is None else neckline
        dip = self.top + 60 if dip is None else dip
        s, t = self.shoulder, self.top + self.drop
        return sym([
            (0, dip), (self.neck * .62, dip, self.neck * .98, self.top + 34, self.neck, self.top), (s, t),
            (s - 26, t + 60, s - 36, self.arm - 60, self.chest, self.arm),
            (self.chest - 12, self.arm + 170, self.hem - 14, self.bottom - 200, self.hem, self.bottom - self.curve),
            (self.hem * .6, self.bottom + self.curve * .2, self.hem * .3, self.bottom + self.curve * .3, 0, self.bottom + self.curve * .3),
        ])

    def armhole(self):
        s, t = self.shoulder, self.top + self.drop
        return right([(s, t), (s - 26, t + 60, s - 36, self.arm - 60, self.chest, self.arm)], close=False)

    def sleeve(self, out=318, down=838, cuff=70, bulge=0):
        s, t = self.shoulder, self.top + self.drop
        return right([
            (s - 40, t - 10), (s, t), (s + 46 + bulge, t + 36, s + 66 + bulge, t + 170, s + 84 + bulge * .8, t + 290),
            (s + 98 + bulge, t + 390, out + 8 + bulge, down - 110, out, down), (out - cuff, down + 18),
            (out - cuff - 10 - bulge * .3, down - 130, s + 4, self.arm + 160, self.chest - 6, self.arm + 24), (s - 60, self.arm - 80),
        ])

    def short(self, out=285, down=458, width=118):
        s, t = self.shoulder, self.top + self.drop
        return right([(s - 40, t - 10), (s, t), (s + 34, t + 26, s + 56, t + 90, out, down), (out - width, down + 44), (self.chest - 20, self.arm - 40), (s - 60, self.arm - 80)])


def band(out, down, width, height, lean=14):
    """The end of a sleeve: cuff or ribbing."""
    return right([(out + 4, down - 2), (out - width - 4, down + 20), (out - width - 8 + lean * .2, down + 20 - height), (out - 2 + lean * .3, down - 2 - height)])


def sleeves(cut, fill, key, end="", long=None, creases=True, **shape_of):
    path = (cut.short(**shape_of) if long is False else cut.sleeve(**shape_of))
    marks = ""
    if creases and long is not False:
        marks += fold(right([(306, 590), (276, 606, 250, 612, 226, 606)], False), .34, .16, 13)
        marks += fold(right([(312, 660), (286, 652, 262, 640, 238, 640)], False), .26, .12, 11)
        marks += fold(right([(222, 330), (236, 420, 250, 500, 252, 560)], False), .16, .12, 20)
        marks += fold(right([(200, 440), (222, 560, 236, 700, 246, 830)], False), .4, 0, 18, "wide")
    if creases and long is False:
        marks += fold(right([(190, 330), (204, 370, 214, 410, 216, 470)], False), .28, .12, 16)
    part = volume(shape(path, fill) + inside(path, marks, key + "-arm")) + end
    return both(part)


def trunk(path, fill, key, marks="", creases=True):
    if creases:
        marks += both(fold(right([(186, 452), (150, 500, 120, 530, 84, 552)], False), .26, .12, 15) + fold(right([(184, 480), (160, 560, 150, 640, 158, 740)], False), .2, .1, 24, "wide"))
        marks += fold(f"M{M - 96} 600C{M - 110} 700 {M - 96} 800 {M - 110} 905", .18, .12, 20, "wide")
        marks += fold(f"M{M + 88} 640C{M + 104} 730 {M + 92} 820 {M + 100} 905", .2, .1, 20, "wide")
    return volume(shape(path, fill) + inside(path, marks, key + "-body"))


def inner_back(cut, fill, label="#f5f0e6", up=20, depth=60):
    """The inside of the back, seen through the neck, with the shop's label."""
    t = cut.top
    path = sym([(0, t - up), (cut.neck * .5, t - up, cut.neck * .9, t - up + 6, cut.neck + 6, t + 2), (cut.neck * .8, t + depth, cut.neck * .4, t + depth + 24, 0, t + depth + 26)])
    tag = f'<rect x="{M - 25}" y="{t + 4}" width="50" height="25" rx="2" fill="{label}"/><text x="{M}" y="{t + 21}" font-family="DejaVu Serif" font-size="13" fill="#33424e" text-anchor="middle" letter-spacing="1">H&amp;T</text>' if label else ""
    return shape(path, fill) + shape(path, "#000", 'opacity=".34"') + tag + inside(path, fold(f"M{M - cut.neck - 20} {t + 60}Q{M} {t + 90} {M + cut.neck + 20} {t + 60}", .5, 0, 26, "soft"), "nape")


def seam(cut, color="#000", opacity=.35):
    path = cut.armhole()
    return both(fold(path, opacity, .16, 7, "fine") + line(path, color, 1.6, 'opacity=".5"'))


def shirt_collar(cut, fill, thread=None, spread=92, length=112):
    n, t = cut.neck, cut.top
    leaf = right([(n - 20, t - 34), (n * .7, t + 4, 34, t + 34, 3, t + 52), (10, t + 66), (spread - 14, t + length), (spread + 10, t + length - 40, spread + 16, t + 40, n + 30, t + 12), (n + 16, t - 18, n, t - 34, n - 20, t - 34)])
    edge = right([(14, t + 60), (spread - 16, t + length - 8), (spread + 2, t + length - 44, spread + 8, t + 40, n + 22, t + 14)], False)
    shadow = f'<path d="{leaf}" fill="#000" opacity=".42" filter="url(#soft)" transform="translate(4 12)"/>'
    part = shadow + volume(shape(leaf, fill), "small") + (stitch(edge, thread, 1.4, .55) if thread else line(edge, "#000", 1.2, 'opacity=".2"'))
    return both(part)


def stand(cut, fill):
    """The back of the collar, standing behind the neck."""
    n, t = cut.neck, cut.top
    path = sym([(0, t - 44), (n * .5, t - 44, n * .8, t - 42, n - 16, t - 34), (n - 8, t + 6), (n * .5, t - 8, n * .2, t - 8, 0, t - 8)])
    return volume(shape(path, fill), "small") + shape(path, "#000", 'opacity=".16"')


def placket(cut, fill, top=None, width=19, buttons=6, color="#f4efe6", thread="#fff", first=None, fly=False):
    top = cut.top + 54 if top is None else top
    end = cut.bottom + cut.curve * .3
    path = f"M{M - width} {top - 6}L{M + width} {top - 6}V{end}H{M - width}Z"
    found = fold(f"M{M + width + 2} {top}V{end}", .42, 0, 7, "fine") + shape(path, fill) + line(f"M{M - width} {top + 8}V{end}M{M + width} {top + 8}V{end}", "#000", 1.2, 'opacity=".32"')
    found += stitch(f"M{M - width + 5} {top + 8}V{end}M{M + width - 5} {top + 8}V{end}", thread, 1.2, .5)
    first = top + 14 if first is None else first
    gap = (end - 60 - first) / max(buttons - 1, 1)
    return found if fly else found + "".join(button(M, first + i * gap, color) for i in range(buttons))


def cuff(fill, out=318, down=838, width=70, height=58, color="#f4efe6", thread="#fff", knob=True):
    path = band(out, down, width, height)
    edge = right([(out - width - 2, down + 14 - height), (out - 4, down + 4 - height)], False)
    return volume(shape(path, fill), "small") + fold(right([(out - width - 6, down + 20 - height), (out, down - 2 - height)], False), .3, 0, 5, "fine") + stitch(edge, thread, 1.3, .5) + (button(M + out - 22, down - 22, color, size=7) if knob else "")


def patch(x, y, width, height, fill, thread="#fff", flap=None, point=14, knob=None):
    """A pocket sewn on, pointed below; with a flap if its height is given."""
    path = f"M{x} {y}H{x + width}V{y + height - point}L{x + width / 2} {y + height}L{x} {y + height - point}Z"
    inset = f"M{x + 5} {y + 4}V{y + height - point - 3}L{x + width / 2} {y + height - 6}L{x + width - 5} {y + height - point - 3}V{y + 4}"
    found = f'<path d="{path}" fill="#000" opacity=".3" filter="url(#fine)" transform="translate(3 5)"/>' + volume(shape(path, fill), "small") + stitch(inset, thread, 1.3, .65)
    if flap:
        lid = f"M{x - 4} {y - 4}H{x + width + 4}V{y + flap - 10}L{x + width / 2} {y + flap + 4}L{x - 4} {y + flap - 10}Z"
        found += f'<path d="{lid}" fill="#000" opacity=".4" filter="url(#fine)" transform="translate(2 6)"/>' + volume(shape(lid, fill), "small") + stitch(f"M{x + 1} {y + 2}V{y + flap - 14}L{x + width / 2} {y + flap - 3}L{x + width - 1} {y + flap - 14}V{y + 2}", thread, 1.3, .65)
        if knob:
            found += button(x + width / 2, y + flap - 14, knob, size=7.5)
    else:
        found += line(f"M{x} {y + 16}H{x + width}", "#000", 1.2, 'opacity=".25"')
    return found


def shirt(fill, sleeve, dark, key="s", cut=None, thread="#fff", knob="#f4efe6", extras="", creases=True, hem=True, collar=None, buttons=7):
    """A buttoned shirt from the front."""
    cut = cut or Cut()
    path = cut.body(neckline=cut.top + 62)
    found = stand(cut, dark) + inner_back(cut, dark) + sleeves(cut, sleeve, key, cuff(sleeve, color=knob, thread=thread))
    found += trunk(path, fill, key, extras_under(cut), creases) + seam(cut) + placket(cut, fill, color=knob, thread=thread, buttons=buttons) + extras
    if hem:
        found += stitch(hemline(cut, 14), thread, 1.3, .45)
    return found + (collar or shirt_collar(cut, fill, thread))


def hemline(cut, up):
    w, y = cut.hem - 4, cut.bottom - cut.curve - up
    mid = cut.bottom + cut.curve * .3 - up
    return f"M{M - w} {y}C{M - w * .6} {mid - cut.curve * .1} {M - w * .3} {mid} {M} {mid}C{M + w * .3} {mid} {M + w * .6} {mid - cut.curve * .1} {M + w} {y}"


def extras_under(cut):
    t = cut.top
    return both(fold(right([(cut.neck + 30, t + 30), (120, t + 80, 130, t + 150, 118, t + 220)], False), .14, .12, 22, "wide"))


def shirt_back(fill, sleeve, dark, key="b", cut=None, thread="#fff", knob="#f4efe6", creases=True):
    """The same from behind: yoke, box pleat, collar folded down."""
    cut = cut or Cut()
    t = cut.top
    path = cut.body(neckline=t - 16)
    yoke = f"M{M - 176} {t + 132}Q{M} {t + 152} {M + 176} {t + 132}"
    pleat = fold(f"M{M - 16} {t + 146}C{M - 18} 560 {M - 10} 700 {M - 12} 900", .3, .1, 9, "fine") + fold(f"M{M + 16} {t + 146}C{M + 18} 560 {M + 12} 700 {M + 14} 900", .34, .12, 9, "fine")
    collar = sym([(0, t - 48), (44, t - 48, 66, t - 44, 78, t - 22), (104, t + 22), (70, t + 40, 30, t + 46, 0, t + 46)])
    found = sleeves(cut, sleeve, key, cuff(sleeve, color=knob, thread=thread, knob=False)) + trunk(path, fill, key, pleat, creases) + seam(cut)
    found += fold(yoke, .3, .12, 6, "fine") + line(yoke, "#000", 1.4, 'opacity=".4"') + stitch(f"M{M - 174} {t + 139}Q{M} {t + 159} {M + 174} {t + 139}", thread, 1.3, .5)
    found += line(f"M{M} {t + 146}v26", "#000", 2, 'opacity=".35"') + stitch(hemline(cut, 14), thread, 1.3, .45)
    return found + f'<path d="{collar}" fill="#000" opacity=".4" filter="url(#soft)" transform="translate(3 9)"/>' + volume(shape(collar, fill), "small") + stitch(f"M{M - 96} {t + 17}Q{M - 60} {t + 38} {M} {t + 39}Q{M + 60} {t + 38} {M + 96} {t + 17}", thread, 1.3, .5)


def crew(cut, fill, dark, depth=62, width=17):
    """A round ribbed neckline on top of the body."""
    n, t = cut.neck, cut.top
    ring = f"M{M - n} {t}C{M - n * .98} {t + 34} {M - n * .62} {t + depth} {M} {t + depth}C{M + n * .62} {t + depth} {M + n * .98} {t + 34} {M + n} {t}"
    back = f"M{M - n} {t}C{M - n * .6} {t - 20} {M + n * .6} {t - 20} {M + n} {t}"
    return inner_back(cut, dark, up=14, depth=depth - 20), line(back, fill, width * .8, 'style="stroke-linecap:butt"') + fold(ring, .4, 0, width + 8, "fine") + line(ring, fill, width) + line(ring, "#000", 1.2, f'opacity=".18" transform="translate(0 {width * .5})"')


def tee(fill, sleeve, dark, ring, key="t", cut=None, long=False, extras="", end="", thread="#fff", creases=True, depth=62, rim=17, **shape_of):
    cut = cut or Cut(top=222, bottom=880, curve=6, neck=84)
    nape, neck = crew(cut, ring, dark, depth, rim)
    back = nape
    path = cut.body(neckline=cut.top + depth)
    return back + sleeves(cut, sleeve, key, end, None if long else False, creases, **shape_of) + trunk(path, fill, key, extras_under(cut), creases) + seam(cut) + stitch(hemline(cut, 16), thread, 1.4, .5) + extras + neck


def front_zip(cut, top=None, **looks):
    return zipper(M, cut.top + 20 if top is None else top, cut.bottom + cut.curve * .3, **looks)
