"""Jackets and a tuxedo."""

from studio import MIDDLE as M
from studio import both, button, fold, inside, line, right, shape, stitch, sym, volume, zipper
from tops import Cut, band, cuff, front_zip, hemline, inner_back, patch, placket, seam, shirt_collar, sleeves, stand, trunk


def welt(x1, y1, x2, y2, dark="#000", thread=None):
    """A slit pocket."""
    found = fold(f"M{x1} {y1}L{x2} {y2}", .5, .2, 8, "fine") + line(f"M{x1} {y1}L{x2} {y2}", dark, 5, 'opacity=".7"')
    return found + (stitch(f"M{x1 - 9} {y1}L{x2 - 9} {y2}", thread, 1.3, .6) if thread else "")


def slanted_zip(x1, y1, x2, y2, tape="#111", teeth="#c3c6cb", pull=True):
    found = fold(f"M{x1} {y1}L{x2} {y2}", .5, .2, 9, "fine") + line(f"M{x1} {y1}L{x2} {y2}", tape, 10)
    found += line(f"M{x1} {y1}L{x2} {y2}", teeth, 5, 'stroke-dasharray="2.6 2.4" style="stroke-linecap:butt"')
    return found + (f'<rect x="{x1 - 5}" y="{y1 - 3}" width="10" height="34" rx="4" fill="url(#steel)" stroke="#0004" stroke-width=".8"/>' if pull else "")


def ribbing(cut, fill, height=56, narrow=8):
    """The knitted band below a jacket."""
    w, y = cut.hem, cut.bottom - cut.curve
    low = cut.bottom + cut.curve * .3
    path = sym([(0, low - 4), (w * .5, low - 4, w * .8, y + 2, w + 2, y - 4), (w - narrow, y + height - 6), (w * .6, low + height - 6, w * .3, low + height, 0, low + height)])
    return volume(shape(path, fill), "small") + fold(hemline(cut, 2), .4, 0, 8, "fine")


def stand_collar(cut, fill, height=58, open_to=None, lining=None):
    """A collar that stands up around the neck."""
    n, t = cut.neck, cut.top
    back = sym([(0, t - height), (n * .6, t - height, n * .9, t - height + 4, n + 4, t - height + 14), (n + 10, t + 16), (n * .5, t + 40, n * .3, t + 44, 0, t + 44)])
    leaf = right([(n + 6, t - height + 10), (n * .8, t - height + 44, 44, t - height + 56, 5, t - height + 62), (4, t + 66), (52, t + 64, n + 6, t + 40, n + 24, t + 10), (n + 18, t - 16, n + 14, t - height + 24, n + 6, t - height + 10)])
    found = shape(back, lining or fill) + shape(back, "#000", 'opacity=".38"')
    found += f'<rect x="{M - 25}" y="{t - 34}" width="50" height="25" rx="2" fill="#f5f0e6"/><text x="{M}" y="{t - 17}" font-family="DejaVu Serif" font-size="13" fill="#33424e" text-anchor="middle" letter-spacing="1">H&amp;T</text>'
    return found, both(volume(shape(leaf, fill), "small"))


def hood(cut, fill, dark, height=118, thread=None):
    """A hood lying back behind the neck."""
    n, t = cut.neck, cut.top
    shell = sym([(0, t - height), (n * .9, t - height, n + 62, t - height + 46, n + 58, t - 10), (n + 50, t + 40), (n, t + 52), (30, t + 60, 10, t + 60, 0, t + 60)])
    mouth = sym([(0, t - height + 36), (n * .8, t - height + 36, n + 24, t - height + 62, n + 12, t + 6), (n * .7, t + 46, n * .4, t + 66, 0, t + 70)])
    found = volume(shape(shell, fill)) + line(f"M{M} {t - height + 3}V{t - height + 36}", "#000", 1.6, 'opacity=".4"') + volume(shape(mouth, dark), "deep")
    if thread:
        found += stitch(f"M{M - n - 22} {t - 4}C{M - n - 26} {t - height + 44} {M - n * .8} {t - height + 24} {M} {t - height + 24}C{M + n * .8} {t - height + 24} {M + n + 26} {t - height + 44} {M + n + 22} {t - 4}", thread, 1.5, .5)
    found += f'<rect x="{M - 25}" y="{t - 6}" width="50" height="25" rx="2" fill="#f5f0e6"/><text x="{M}" y="{t + 11}" font-family="DejaVu Serif" font-size="13" fill="#33424e" text-anchor="middle" letter-spacing="1">H&amp;T</text>'
    return found


def sport(navy="#1d2c4c", dark="#121c33", lime="#e8edf2"):
    cut = Cut(bottom=905, curve=10, neck=82, hem=192)
    path = cut.body(cut.top + 56)
    end = cuff(dark, knob=False, thread=lime, height=40) + both_lines(lime)
    found = hood(cut, navy, dark, thread="#9fb0cf") + sleeves(cut, navy, "z", end)
    yoke = both(fold(right([(186, 396), (120, 372, 60, 372, 14, 384)], False), .35, .2, 7, "fine") + stitch(right([(186, 402), (120, 379, 60, 379, 14, 391)], False), "#9fb0cf", 1.4, .6))
    found += trunk(path, navy, "z", yoke) + seam(cut) + both(welt(M + 104, 690, M + 140, 800, thread="#9fb0cf"))
    found += stitch(hemline(cut, 22), "#9fb0cf", 1.4, .6) + front_zip(cut, cut.top + 46, tape=dark, teeth=lime)
    cords = both(line(right([(40, 268), (52, 330, 46, 380, 52, 424)], False), "#000", 7, 'opacity=".35" filter="url(#fine)"') + line(right([(40, 262), (52, 324, 44, 374, 50, 418)], False), lime, 5) + f'<rect x="{M + 46}" y="412" width="9" height="26" rx="3" fill="url(#steel)"/>')
    badge = f'<text x="{M + 76}" y="452" font-family="DejaVu Sans" font-weight="700" font-size="17" letter-spacing="3" fill="{lime}" opacity=".9">H&amp;T</text>'
    return found + cords + badge


def both_lines(tone):
    """Two stripes down the outside of a sleeve."""
    paths = [right([(208 + d, 276 - d * .2), (254 + d, 320, 268 + d, 440, 288 + d * .8, 560), (302 + d * .8, 660, 318 + d * .5, 730, 312 + d * .4, 792)], False) for d in (-14,)]
    return "".join(line(path, tone, 5, 'opacity=".85"') for path in paths)


def zipped(navy="#1c2a4a", sky="#8db9dc", dark="#131d35"):
    cut = Cut(bottom=880, curve=8, neck=78, hem=186)
    path = cut.body(cut.top + 50)
    back, leaf = stand_collar(cut, navy, lining=sky)
    block = shape(f"M200 180H700V{cut.top + 236}L{M} {cut.top + 286}L200 {cut.top + 236}Z", navy)
    edge = f"M200 {cut.top + 236}L{M} {cut.top + 286}L700 {cut.top + 236}"
    end = volume(shape(band(318, 838, 70, 46), navy), "small") + inside_band(cut, navy)
    found = back + sleeves(cut, sky, "y", end)
    found += trunk(path, sky, "y", "") .replace("</clipPath><g clip-path=\"url(#y-body)\">", f"</clipPath><g clip-path=\"url(#y-body)\">{block}{fold(edge, .3, .2, 7, 'fine')}{stitch(edge, '#dcebf7', 1.4, .7)}", 1)
    found += seam(cut) + both(welt(M + 100, 690, M + 134, 790, thread="#4d7ea6")) + ribbing(cut, navy, 44)
    found += slanted_zip(M + 62, 392, M + 148, 372, tape="#0d1424", teeth="#dfe4ea")
    return found + leaf + front_zip(cut, cut.top - 2, tape=dark, teeth="#dfe4ea", pull=cut.top + 70) + f'<rect x="{M - 8}" y="{cut.bottom}" width="16" height="46" fill="{dark}"/>'


def inside_band(cut, tone):
    """The upper arm in the colour of the shoulders."""
    arm = cut.sleeve()
    return inside(arm, shape(right([(140, 200), (340, 200), (340, 470), (150, 500)]), tone) + stitch(right([(340, 474), (150, 504)], False), "#dcebf7", 1.4, .7) + fold(right([(232, 300), (256, 380, 268, 430, 274, 480)], False), .1, .2, 18), "upper")


def puffer(black="#23252b", fleece="#e9dfcf"):
    cut = Cut(bottom=890, curve=10, neck=88, shoulder=214, chest=204, hem=204)
    path, arm = cut.body(cut.top + 40), cut.sleeve(out=336, cuff=86, bulge=16)
    rows = [(y, y + 92) for y in range(170, 960, 92)]
    tube = "".join(f'<rect x="180" y="{a}" width="540" height="{b - a + 1}" rx="34" fill="url(#puff)"/>' for a, b in rows)
    creases = "".join(fold(f"M{x} {a + 4}q{d} 16 {d * .6} 34", .5, .14, 6, "fine") for a, _ in rows for x, d in ((262, 8), (308, -6), (352, 7), (398, -5), (506, 6), (552, -7), (598, 6), (640, -6)))
    ring = "".join(f'<g transform="translate(0 {i * 78}) rotate(-10 690 300)"><rect x="600" y="236" width="240" height="79" rx="30" fill="url(#puff)"/>{fold("M668 244q6 14 3 28", .4, .14, 6, "fine")}{fold("M728 244q-6 14 -3 30", .4, .14, 6, "fine")}</g>' for i in range(-1, 9))
    arms = both(volume(shape(arm, black) + inside(arm, ring, "parm")) + volume(shape(band(336, 838, 86, 34), "url(#ribk)"), "small"))
    n, t = cut.neck, cut.top
    collar = sym([(0, t - 92), (n, t - 92, n + 36, t - 70, n + 44, t - 20), (n + 48, t + 30), (n, t + 66, 30, t + 74, 0, t + 76)])
    lining = sym([(0, t - 74), (n * .9, t - 74, n + 22, t - 52, n + 18, t - 6), (n * .6, t + 36, 26, t + 48, 0, t + 50)])
    wool = f'<g filter="url(#fleece)">{shape(lining, fleece)}</g>'
    leaf = right([(n + 40, t - 40), (n + 10, t + 16, 54, t + 40, 4, t + 44), (4, t + 104), (70, t + 100, n + 34, t + 80, n + 54, t + 34), (n + 58, t, n + 54, t - 24, n + 40, t - 40)])
    front = both(volume(shape(leaf, "url(#puff-collar)")) + fold(right([(64, t + 44), (70, t + 64, 68, t + 80, 72, t + 92)], False), .4, .2, 7, "fine"))
    trunk_ = volume(shape(path, black) + inside(path, tube + creases, "pbody"))
    rails = both(welt(M + 120, 690, M + 146, 790))
    return volume(shape(collar, black)) + wool + volume(shape(lining, "none")) + arms + trunk_ + seam(cut) + rails + zipper(M, t + 50, cut.bottom + 4, tape="#101114", teeth="#8c9097", pull=t + 70) + front


def leather(black="#2b2523", dark="#171312", steel="#c3c6cb"):
    cut = Cut(bottom=800, curve=6, neck=80, shoulder=206, hem=182, arm=430)
    path = cut.body(cut.top + 66)
    end = slanted_zip(M + 268, 700, M + 262, 836, pull=False) + stitch(right([(232, 796), (326, 776)], False), "#000", 1.4, .7)
    pads = both(inside(path, "".join(line(right([(118 + i * 3, 252 + i * 16), (216, 268 + i * 16)], False), "#000", 2, 'opacity=".5"') + line(right([(118, 255 + i * 16), (216, 271 + i * 16)], False), "#fff", 2, 'opacity=".16"') for i in range(6)), "pads"))
    found = inner_back(cut, "#54423a", up=24) + sleeves(cut, black, "l", end) + trunk(path, black, "l", pads) + seam(cut)
    flap = f"M{M - 14} {cut.top + 78}L{M + 116} {cut.top + 96}C{M + 110} 420 {M + 34} 640 {M + 26} {cut.bottom}L{M - 40} {cut.bottom}Z"
    found += f'<path d="{flap}" fill="#000" opacity=".5" filter="url(#soft)" transform="translate(6 8)"/>' + volume(shape(flap, black), "small")
    found += slanted_zip(M + 108, 316, M + 24, cut.bottom - 46, pull=False) + f'<rect x="{M + 98}" y="312" width="11" height="38" rx="4" fill="url(#steel)" transform="rotate(13 {M + 104} 320)"/>'
    found += slanted_zip(M - 148, 470, M - 74, 498) + slanted_zip(M - 150, 640, M - 92, 730) + slanted_zip(M + 150, 640, M + 100, 730)
    lapel = right([(66, 182), (60, 230, 26, 284, 6, 318), (52, 430), (142, 344), (112, 320), (156, 288), (112, 222), (86, 196)])
    notch = right([(6, 318), (60, 318, 88, 300, 112, 262)], False)
    found += both(f'<path d="{lapel}" fill="#000" opacity=".55" filter="url(#soft)" transform="translate(3 10)"/>' + volume(shape(lapel, black), "small") + line(right([(76, 290), (112, 320)], False), "#000", 2.4, 'opacity=".75"') + stitch(right([(54, 420), (134, 344)], False), "#000", 1.5, .6) + f'<circle cx="{M + 56}" cy="408" r="7" fill="url(#steel)"/><circle cx="{M + 134}" cy="292" r="6" fill="url(#steel)"/>')
    found += both(shape(right([(66, 178), (82, 188), (112, 222), (104, 244), (70, 226)]), black))
    y = cut.bottom - 44
    belt = sym([(0, y), (188, y - 6), (190, y + 40), (0, y + 48)])
    found += volume(shape(belt, dark), "small") + stitch(f"M{M - 184} {y + 1}L{M} {y + 7}L{M + 184} {y + 1}", "#8c7d74", 1.4, .6) + stitch(f"M{M - 184} {y + 33}L{M} {y + 41}L{M + 184} {y + 33}", "#8c7d74", 1.4, .6)
    found += f'<rect x="{M - 66}" y="{y - 8}" width="58" height="62" rx="7" fill="none" stroke="url(#steel)" stroke-width="9"/><path d="M{M - 62} {y + 24}H{M + 10}" stroke="url(#steel)" stroke-width="7" stroke-linecap="round"/>'
    found += "".join(f'<circle cx="{M + 40 + i * 26}" cy="{y + 22}" r="4" fill="#000"/>' for i in range(4))
    return found + both(shape(f"M{M + 136} {y - 12}h20v66h-20z", dark) + line(f"M{M + 136} {y - 12}v66M{M + 156} {y - 12}v66", "#fff", 1.2, 'opacity=".2"'))


def leather_back(black="#2b2523", dark="#171312"):
    cut = Cut(bottom=800, curve=6, neck=80, shoulder=206, hem=182, arm=430)
    path = cut.body(cut.top - 14)
    yoke = f"M{M - 180} 372Q{M} 398 {M + 180} 372"
    found = sleeves(cut, black, "l") + trunk(path, black, "l", "") + seam(cut) + fold(yoke, .5, .25, 8, "fine") + line(yoke, "#000", 2, 'opacity=".7"')
    found += both(fold(right([(104, 394), (116, 520, 112, 660, 120, 800)], False), .45, .2, 7, "fine") + line(right([(104, 394), (116, 520, 112, 660, 120, 800)], False), "#000", 1.6, 'opacity=".6"'))
    collar = sym([(0, 172), (50, 172, 76, 178, 92, 200), (120, 250), (70, 272, 30, 276, 0, 276)])
    y = cut.bottom - 44
    belt = sym([(0, y), (188, y - 6), (190, y + 40), (0, y + 48)])
    found += volume(shape(belt, dark), "small") + both(shape(f"M{M + 116} {y - 12}h20v66h-20z", black) + line(f"M{M + 116} {y - 12}v66M{M + 136} {y - 12}v66", "#fff", 1.2, 'opacity=".2"'))
    return found + f'<path d="{collar}" fill="#000" opacity=".5" filter="url(#soft)" transform="translate(2 9)"/>' + volume(shape(collar, black), "small")


def olive(back=False, fill="url(#olive)", sleeve="url(#olive-sleeve)", dark="#3d432b", thread="#c9c79c"):
    cut = Cut(bottom=930, curve=8, neck=80, shoulder=212, chest=202, arm=450, hem=208)
    path = cut.body(cut.top - 16 if back else cut.top + 60)
    end = cuff(sleeve, thread=thread, color="#6b5a3a")
    waist = fold(f"M{M - 196} 640Q{M} 664 {M + 196} 640", .35, .2, 8, "fine") + stitch(f"M{M - 196} 640Q{M} 664 {M + 196} 640", thread, 1.5, .6)
    tunnel = stitch(f"M{M - 196} 656Q{M} 680 {M + 196} 656", thread, 1.5, .6)
    if back:
        collar = sym([(0, 166), (50, 166, 74, 172, 88, 196), (114, 244), (70, 264, 30, 268, 0, 268)])
        yoke = f"M{M - 186} 352Q{M} 374 {M + 186} 352"
        bloom = f'<g transform="translate({M} 470) scale(1.15)">{wreath()}</g>'
        found = sleeves(cut, sleeve, "o", end) + trunk(path, fill, "o", waist + tunnel) + seam(cut) + fold(yoke, .3, .15, 7, "fine") + stitch(yoke, thread, 1.5, .7) + bloom + stitch(hemline(cut, 18), thread, 1.5, .6)
        return found + f'<path d="{collar}" fill="#000" opacity=".4" filter="url(#soft)" transform="translate(3 10)"/>' + volume(shape(collar, fill), "small")
    found = stand(cut, dark) + inner_back(cut, dark) + sleeves(cut, sleeve, "o", end) + trunk(path, fill, "o", waist + tunnel) + seam(cut)
    found += both(inside(path, embroidery(), "emb"))
    found += placket(cut, fill, width=26, thread=thread, color="#6b5a3a", buttons=6)
    pockets = both(patch(M + 52, 452, 112, 124, fill, thread, flap=42, knob="#6b5a3a") + patch(M + 44, 718, 138, 158, fill, thread, flap=50, knob="#6b5a3a"))
    return found + pockets + stitch(hemline(cut, 18), thread, 1.5, .6) + shirt_collar(cut, fill, thread, spread=98, length=118)


TONES = ("#e4572e", "#f3b33d", "#2f8f9d", "#e9e0cf", "#c4407a")


def embroidery():
    """Bands of bright thread over the front of a shoulder."""
    found = ""
    for row in range(5):
        tone, other = TONES[row], TONES[(row + 2) % 5]
        y = 262 + row * 26
        found += f'<g transform="rotate(20 {M + 150} {y})"><rect x="{M + 92}" y="{y}" width="130" height="22" fill="#343a24"/>'
        for i in range(6):
            x = M + 98 + i * 21
            mark = f"M{x} {y + 19}L{x + 9} {y + 3}L{x + 18} {y + 19}Z" if row % 2 else f"M{x + 9} {y + 2}L{x + 18} {y + 11}L{x + 9} {y + 20}L{x} {y + 11}Z"
            found += f'<path d="{mark}" fill="{tone}"/><circle cx="{x + 9}" cy="{y + 12}" r="3" fill="{other}"/>'
        found += "</g>"
    return found


def wreath():
    found = ""
    for i in range(10):
        tone, heart = TONES[i % 5], TONES[(i + 2) % 5]
        petals = "".join(f'<ellipse cy="-13" rx="8" ry="13" fill="{tone}" transform="rotate({a})"/>' for a in range(0, 360, 72))
        found += f'<g transform="rotate({i * 36}) translate(0 -82)"><path d="M-26 10Q-14 -14 0 0Q14 -14 26 10Q12 14 0 4Q-12 14 -26 10Z" fill="#8b9a5b"/>{petals}<circle r="6" fill="{heart}"/></g>'
    return found


def tuxedo(marble):
    cut = Cut(bottom=890, curve=30, neck=70, top=206, shoulder=206, hem=192, dip=380)
    path = cut.body(206 + 40)
    arm = cut.sleeve()
    water = f'<rect x="0" y="150" width="900" height="840" filter="url(#{marble})"/>'
    creases = fold(right([(306, 590), (276, 606, 250, 612, 226, 606)], False), .3, .2, 13) + fold(right([(200, 440), (222, 560, 236, 700, 246, 830)], False), .45, 0, 18, "wide")
    knobs = "".join(button(M + 306 - i * 5, 806 - i * 24, "#15161b", "#fff3", 7) for i in range(3))
    arms = both(volume(shape(arm, "#20518a") + inside(arm, water + creases, "tarm")) + shape(band(318, 846, 70, 12), "#f7f6f3") + knobs)
    bib = sym([(0, 200), (cut.neck, 206), (92, 260), (30, 600), (0, 610)])
    pleats = "".join(both(line(f"M{M + x} 290L{M + x * .4} 596", "#0a1a33", 1.4, 'opacity=".16"')) for x in (22, 38, 54))
    shirt = volume(shape(bib, "#f8f7f4"), "small") + inside(bib, pleats, "bib") + "".join(button(M, 350 + i * 68, "#17181d", "#fff4", 6.5) for i in range(4))
    wing = both(volume(shape(right([(64, 176), (40, 220, 16, 246, 2, 258), (40, 284), (78, 232)]), "#fbfaf8"), "small"))
    nape = shape(sym([(0, 178), (40, 178, 56, 176, 66, 174), (70, 216), (30, 250), (0, 254)]), "#dedbd4")
    front = right([(70, 206), (206, 260), (180, 320, 170, 380, 190, 440), (178, 610, 180, 700, 192, 864), (130, 900, 60, 912, 8, 860), (4, 720), (0, 612), (96, 430, 104, 262, 70, 206)])
    fronts = both(volume(shape(front, "#20518a") + inside(front, water + fold(right([(186, 460), (150, 520, 110, 560, 60, 590)], False), .25, .2, 14), "tfront")))
    lapel = right([(66, 196), (98, 262, 92, 430, 2, 612), (70, 560, 150, 430, 140, 330), (130, 262, 104, 226, 78, 200)])
    satin = both(f'<path d="{lapel}" fill="#000" opacity=".5" filter="url(#soft)" transform="translate(4 8)"/>' + volume(shape(lapel, "url(#satin)"), "small"))
    bow = both(volume(shape(right([(8, 258), (40, 232, 70, 226, 86, 236), (92, 256, 92, 280, 84, 298), (62, 302, 36, 292, 8, 276)]), "#17181d"), "small") + fold(right([(12, 266), (34, 262, 50, 256, 62, 250)], False), .4, .25, 5, "fine")) + volume(f'<rect x="{M - 14}" y="248" width="28" height="36" rx="8" fill="#202127"/>', "small")
    pocket = f'<g transform="rotate(-4 {M + 128} 430)"><rect x="{M + 96}" y="424" width="76" height="16" fill="#17181d"/></g>' + volume(shape(f"M{M + 104} 428L{M + 122} 392L{M + 136} 412L{M + 154} 388L{M + 164} 424Z", "#fbfaf8"), "small")
    lower = both(fold(right([(66, 712), (166, 700)], False), .4, .2, 7, "fine") + shape(right([(66, 704), (168, 692), (169, 710), (67, 722)]), "#17181d"))
    return nape + arms + shirt + wing + fronts + fold(f"M{M} 612C{M + 4} 700 {M + 4} 780 {M + 8} 870", .5, .2, 7, "fine") + satin + pocket + lower + button(M + 2, 640, "#17181d", "#fff4", 11) + bow
