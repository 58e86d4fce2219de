"""Every picture by the name of its file."""

import outer
import things
from cloth import digits, flowers, kaleidoscope, knit, marble, plaid, rib, stripes, twill
from studio import BLUSH, CLAY, HEIGHT, MIST, SAGE, SAND, STONE, WIDTH, both, fold, garment, inside, line, page, right, shape, stitch, sym, volume
from studio import MIDDLE as M
from tops import Cut, band, cuff, hemline, patch, placket, shirt, shirt_back, shirt_collar, tee

SIZE = (WIDTH, HEIGHT)
SATIN = '<linearGradient id="satin" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#3a3c46"/><stop offset=".35" stop-color="#17181d"/><stop offset=".6" stop-color="#2d2f38"/><stop offset="1" stop-color="#0c0d10"/></linearGradient>'
PUFF = '<linearGradient id="puff" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0c0d10"/><stop offset=".22" stop-color="#4d525e"/><stop offset=".5" stop-color="#2b2e36"/><stop offset=".85" stop-color="#131418"/><stop offset="1" stop-color="#050506"/></linearGradient><linearGradient id="puff-collar" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#4d525e"/><stop offset=".6" stop-color="#22242a"/><stop offset="1" stop-color="#0d0e11"/></linearGradient><filter id="fleece" x="-5%" y="-5%" width="110%" height="110%"><feTurbulence type="fractalNoise" baseFrequency=".09" numOctaves="3" seed="4"/><feDiffuseLighting surfaceScale="7" lighting-color="#fff6e6"><feDistantLight azimuth="230" elevation="50"/></feDiffuseLighting><feComposite in2="SourceAlpha" operator="in" result="w"/><feBlend in="w" in2="SourceGraphic" mode="multiply"/></filter>'


def photo(markup, ground, **looks):
    return page(garment(markup), ground, **looks), SIZE


def ocean(view=None, back=False):
    defs = kaleidoscope("tiles", "#2f6fae", ("#4f92cc", "#86bde4", "#1f4f86"))
    make = shirt_back if back else shirt
    return photo(make("url(#tiles)", "url(#tiles-sleeve)", "#2a5f95", thread="#cfe4f5"), SAND, defs=defs, view=view, seed=5)


def chequered(view=None, back=False):
    defs = plaid("check", "#b3262e", "#1b1416", "#f1d9c8")
    pockets = patch(306, 400, 92, 108, "url(#check)", "#f1d9c8", flap=34, knob="#2a2322") + patch(502, 400, 92, 108, "url(#check)", "#f1d9c8", flap=34, knob="#2a2322")
    make = shirt_back if back else shirt
    return photo(make("url(#check)", "url(#check-sleeve)", "#6d181d", thread="#f1d9c8", knob="#2a2322", **({} if back else {"extras": pockets})), STONE, defs=defs, view=view, kind="heavy", seed=9)


def white():
    cut = Cut(neck=82, shoulder=212, chest=202, hem=212, bottom=915, curve=54)
    return photo(shirt("#f7f5f1", "#f4f2ee", "#d8d4cc", cut=cut, thread="#b9b3a8", knob="#efeae0", extras=patch(500, 404, 96, 112, "#f8f6f2", "#b9b3a8")), CLAY, seed=14, kind="crisp")


def denim(view=None):
    defs = twill("denim", "#27344d", "#9fb4d8", .3)
    cut = Cut(bottom=850, curve=4, hem=188)
    pockets = patch(302, 398, 96, 112, "url(#denim)", "#cf9350", flap=36, knob="url(#brass)") + patch(502, 398, 96, 112, "url(#denim)", "#cf9350", flap=36, knob="url(#brass)")
    seams = "".join(stitch(f"M{M + side * 120} 520C{M + side * 112} 640 {M + side * 122} 760 {M + side * 118} 846", "#cf9350", 1.5, .7) for side in (-1, 1))
    frays = "".join(f'<path d="M{x} {842 + (x * 7) % 5}q{(x * 13) % 9 - 4} {12 + (x * 11) % 13} {(x * 5) % 11 - 5} {20 + (x * 17) % 19}" stroke="{("#8fa3c4", "#dfe6f1", "#5d7094")[x % 3]}" stroke-width="1.5" fill="none"/>' for x in range(264, 638, 3))
    rip = inside(cut.body(cut.top + 62), f'<path d="M250 838Q350 822 450 836T650 834V870H250Z" fill="#a9b9d4" opacity=".55" filter="url(#fine)"/>', "rip")
    return photo(shirt("url(#denim)", "url(#denim-sleeve)", "#1a2437", cut=cut, thread="#cf9350", knob="url(#brass)", extras=pockets + seams + rip, hem=False, buttons=6) + frays, MIST, defs=defs, view=view, kind="heavy", seed=21)


def blouse():
    defs = stripes("band", ("#17141a", "#a81e2d"), 24)
    cut = Cut(neck=72, bottom=880, curve=14, hem=200)
    collar = shirt_collar(cut, "#17141a", "#c9a45c", spread=86, length=98)
    strap = volume(f'<rect x="{M - 58}" y="272" width="116" height="34" rx="8" fill="#17141a"/>', "small") + stitch(f"M{M - 52} 278H{M + 52}M{M - 52} 300H{M + 52}", "#c9a45c", 1.3, .7)
    buckle = f'<rect x="{M - 27}" y="261" width="54" height="56" rx="8" fill="none" stroke="#000" stroke-width="10" opacity=".5" filter="url(#fine)"/>' + strap + f'<rect x="{M - 27}" y="261" width="54" height="56" rx="8" fill="none" stroke="url(#brass)" stroke-width="8"/><path d="M{M - 26} 289H{M + 20}" stroke="url(#brass)" stroke-width="6" stroke-linecap="round"/>'
    front = shirt("url(#band)", "url(#band-sleeve)", "#4a0f18", cut=cut, thread="#e9c9c9", knob="#17141a", collar=collar, buttons=6)
    return photo(front + buckle, BLUSH, defs=defs, kind="silk", seed=6)


def varsity(view=None, back=False):
    grey, black = "#b9bcc2", "#1f2025"
    defs = rib("ribk", black, "#0d0d10", "#4a4c54") + twill("wool", grey, "#7e828b", .25)
    cut = Cut(bottom=850, curve=8, neck=80, hem=188)
    ring = lambda y: line(hemline(cut, 0), "#f1efe9", 6, f'transform="translate(0 {y})" opacity=".9"')
    end = volume(shape(band(318, 838, 70, 52), "url(#ribk-sleeve)"), "small") + line(right([(242, 838), (322, 818)], False), "#f1efe9", 6, 'opacity=".9"')
    under = outer.ribbing(cut, "url(#ribk)", 54) + ring(24) + ring(38)
    letter = lambda x, y, size: f'<g font-family="DejaVu Serif" font-weight="700" text-anchor="middle" font-size="{size}"><text x="{x + 3}" y="{y + 6}" fill="#000" opacity=".4" filter="url(#fine)">H</text><text x="{x}" y="{y}" fill="#f6f2e8" stroke="#f6f2e8" stroke-width="{size * .11}" stroke-linejoin="round">H</text><text x="{x}" y="{y}" fill="#20212a" stroke="#20212a" stroke-width="{size * .035}">H</text></g>'
    if back:
        body = tee("url(#wool)", black, "#2a2b31", "url(#ribk)", cut=cut, long=True, end=end, depth=10, rim=34, extras=letter(M, 560, 250) + under)
        return photo(body, SAGE, defs=defs, view=view, kind="heavy", seed=12)
    front = placket(cut, "url(#wool)", top=cut.top + 70, width=17, color="#23242a", thread="#6f737c", buttons=6)
    pockets = both(outer.welt(M + 108, 660, M + 146, 766, thread="#6f737c"))
    body = tee("url(#wool)", black, "#2a2b31", "url(#ribk)", cut=cut, long=True, end=end, depth=66, rim=34, extras=front + letter(M + 104, 500, 124) + pockets + under)
    return photo(body, SAGE, defs=defs, view=view, kind="heavy", seed=12)


def jumper(view=None):
    defs = knit("knit", "#e3a92c", "#b67c14", "#f6cf6b") + rib("ribk", "#dba028", "#a9720f", "#f6cf6b", 18)
    cut = Cut(neck=84, top=226, shoulder=226, drop=70, chest=216, arm=476, hem=206, bottom=856, curve=8)
    end = volume(shape(band(330, 838, 104, 84), "url(#ribk-sleeve)"), "small")
    under = outer.ribbing(cut, "url(#ribk)", 66, 14)
    cables = "".join(cable(x) for x in (M - 104, M, M + 104))
    body = tee("url(#knit)", "url(#knit-sleeve)", "#a87413", "url(#ribk)", cut=cut, long=True, end=end, depth=64, rim=38, extras=inside(cut.body(cut.top + 64), cables, "cab") + under, thread="#0000", out=338, cuff=96, bulge=26)
    return photo(body, MIST, defs=defs, view=view, kind="heavy", seed=17)


def cable(x):
    """A plait down the front."""
    found = f'<rect x="{x - 34}" y="200" width="68" height="680" fill="#a9720f" opacity=".35" filter="url(#fine)"/>'
    for i, y in enumerate(range(250, 880, 58)):
        one, two = (-1, 1) if i % 2 else (1, -1)
        for side, tone in ((one, "#d0962a"), (two, "#ecb843")):
            found += f'<path d="M{x + side * 18} {y}C{x + side * 18} {y + 24} {x - side * 18} {y + 34} {x - side * 18} {y + 60}" fill="none" stroke="#8a5c0c" stroke-width="25" opacity=".55"/><path d="M{x + side * 18} {y}C{x + side * 18} {y + 24} {x - side * 18} {y + 34} {x - side * 18} {y + 60}" fill="none" stroke="{tone}" stroke-width="20"/><path d="M{x + side * 14} {y}C{x + side * 14} {y + 24} {x - side * 22} {y + 34} {x - side * 22} {y + 60}" fill="none" stroke="#fbe2a0" stroke-width="4" opacity=".6"/>'
    return found


def floral(view=None):
    defs = flowers("bloom", "#fbf8f2")
    path = sym([(0, 330), (60, 330, 96, 290, 104, 214), (152, 206), (150, 300, 156, 380, 188, 430), (176, 560, 196, 740, 226, 850), (140, 886, 60, 890, 0, 890)])
    back = sym([(0, 262), (60, 262, 100, 244, 108, 212), (150, 206), (150, 300), (100, 350), (0, 360)])
    found = shape(back, "#e6dfd3") + shape(back, "#000", 'opacity=".18"') + f'<rect x="{M - 25}" y="278" width="50" height="25" rx="2" fill="#fff"/><text x="{M}" y="295" font-family="DejaVu Serif" font-size="13" fill="#33424e" text-anchor="middle" letter-spacing="1">H&amp;T</text>'
    folds = both(fold(right([(184, 440), (150, 500, 130, 600, 150, 850)], False), .26, .14, 22, "wide") + fold(right([(60, 420), (76, 560, 60, 700, 84, 880)], False), .18, .16, 22, "wide"))
    found += volume(shape(path, "url(#bloom)") + inside(path, folds, "flo"))
    edge = f"M{M - 104} 214C{M - 96} 290 {M - 60} 330 {M} 330C{M + 60} 330 {M + 96} 290 {M + 104} 214"
    found += fold(edge, .3, 0, 9, "fine") + line(edge, "#f3eee4", 9, 'style="stroke-linecap:butt"') + both(line(right([(152, 206), (150, 300, 156, 380, 188, 430)], False), "#f3eee4", 9))
    hem = f"M{M - 222} 836C{M - 140} 868 {M - 60} 874 {M} 874C{M + 60} 874 {M + 140} 868 {M + 222} 836"
    return photo(found + stitch(hem, "#a99f8d", 1.4, .6), SAGE, defs=defs, view=view, kind="silk", seed=19)


def summer():
    defs = digits("count", "#f3e3cf", ("#1f5c63", "#d5633c", "#2b2f45", "#c99a3a"))
    cut = Cut(top=226, neck=88, shoulder=206, chest=196, hem=214, bottom=860, curve=16)
    return photo(tee("url(#count)", "url(#count-sleeve)", "#c9b394", "#e9d5bb", cut=cut, depth=78, rim=12, thread="#a68b66", out=300, down=452), MIST, defs=defs, kind="silk", seed=24)


def cotton():
    cut = Cut(top=222, bottom=880, curve=6, neck=84)
    thick = fold(hemline(cut, 46), .5, .2, 7, "fine")
    end = fold(right([(236, 826), (326, 806)], False), .5, .2, 6, "fine")
    return photo(tee("#25262b", "#25262b", "#15161a", "#2b2c32", cut=cut, long=True, thread="#6a6d76", extras=thick, end=end), BLUSH, seed=28, kind="crisp")


def red_tee(view=None):
    trims = "".join(line(right([(170, 466 - d), (289 - d * .18, 424 - d)], False), tone, 12, 'style="stroke-linecap:butt"') for d, tone in ((4, "#f4c542"), (22, "#2f8f9d"), (40, "#fbf7ef")))
    cut = Cut(top=222, bottom=870, curve=6, neck=84)
    end = inside(cut.short(), trims, "trim")
    pocket = patch(504, 404, 84, 96, "#fbf7ef", "#c9c2b4")
    return photo(tee("#cf2f35", "#cf2f35", "#8e1c22", "#b8252b", cut=cut, end=end, extras=pocket, thread="#f6b9b9"), SAND, view=view, seed=31)


def skirt():
    defs = stripes("bar", ("#1d1e23", "#f3f0e9"), 30)
    cut = Cut(top=150, neck=80, shoulder=180, drop=46, chest=164, arm=350, hem=136, bottom=560, curve=2)
    top = tee("#222327", "#222327", "#131417", "#2a2b30", cut=cut, thread="#63666e", out=250, down=366, width=100)
    path = sym([(0, 560), (128, 556), (176, 700, 226, 850, 262, 976), (160, 1010, 80, 1016, 0, 1016)])
    blades = "".join(f'<path d="M{M + a * 17} 552L{M + a * 36} 1030H{M + (a + 1) * 36}L{M + (a + 1) * 17} 552Z" fill="{"#1d1e23" if a % 2 else "#f3f0e9"}"/>' for a in range(-9, 9))
    folds = "".join(fold(f"M{M + x * .5} 590C{M + x * .7} 720 {M + x * .9} 860 {M + x} 1010", .34, .2, 16, "soft") for x in (-190, -110, -30, 60, 140, 210))
    band_ = volume(shape(sym([(0, 544), (132, 540), (136, 584), (0, 592)]), "#1d1e23"), "small") + stitch(f"M{M - 130} 578Q{M} 590 {M + 130} 578", "#8a8d95", 1.4, .7)
    body = top + volume(shape(path, "#f3f0e9") + inside(path, blades + folds, "ski")) + band_
    return photo(f'<g transform="translate(0 -36)">{body}</g>', CLAY, defs=defs, seed=33)


def jacket(make, ground, defs="", kind="heavy", seed=2, view=None):
    return photo(make(), ground, defs=defs, kind=kind, seed=seed, view=view)


def olive(back=False, view=None):
    return jacket(lambda: outer.olive(back), STONE, twill("olive", "#646b42", "#2e3220", .25), seed=8, view=view)


def tux(view=None):
    return jacket(lambda: outer.tuxedo("sea"), SAND, SATIN + marble("sea", ("#0c2a55", "#154a86", "#2f7fb8", "#8cc4dc", "#1d5c9a", "#0f3566")), "calm", 3, view)


def bag(view=None):
    return page(things.bag(), BLUSH, kind="leather", seed=7, view=view, props=things.horizon(820, "#d7b3a2")), SIZE


def shoes(night=False, view=None):
    ground = ("#39414a", "#14171c") if night else ("#f2f5f4", "#c3ccca")
    return page(things.pair(True), ground, kind="calm", view=view, props=things.horizon(800, "#07090c" if night else "#9fb0ab")), SIZE


def leather(view=None, back=False):
    return jacket(outer.leather_back if back else outer.leather, CLAY, kind="leather", seed=15, view=view)


PICTURES = {
    "ocean-blue-shirt": ocean,
    "ocean-blue-shirt-back": lambda: ocean(back=True),
    "classic-varsity-top": varsity,
    "classic-varsity-top-back": lambda: varsity(back=True),
    "classic-varsity-top-near": lambda: varsity((400, 330, 360, 450)),
    "yellow-wool-jumper": jumper,
    "yellow-wool-jumper-near": lambda: jumper((290, 150, 400, 500)),
    "floral-white-top": floral,
    "striped-silk-blouse": blouse,
    "classic-leather-jacket": leather,
    "classic-leather-jacket-back": lambda: leather(back=True),
    "classic-leather-jacket-near": lambda: leather((240, 560, 400, 500)),
    "dark-denim-top": denim,
    "navy-sport-jacket": lambda: jacket(outer.sport, MIST, kind="crisp", seed=4),
    "dark-winter-jacket": lambda: jacket(outer.puffer, SAGE, PUFF + rib("ribk", "#1a1b20", "#0b0b0d", "#3a3c44"), "calm", 6),
    "black-leather-bag": bag,
    "black-leather-bag-near": lambda: bag((250, 440, 400, 500)),
    "zipped-jacket": lambda: jacket(outer.zipped, SAND, kind="crisp", seed=10),
    "silk-summer-top": summer,
    "longsleeve-cotton-top": cotton,
    "chequered-red-shirt": chequered,
    "chequered-red-shirt-back": lambda: chequered(back=True),
    "white-cotton-shirt": white,
    "olive-green-jacket": olive,
    "olive-green-jacket-back": lambda: olive(True),
    "blue-silk-tuxedo": tux,
    "red-sports-tee": red_tee,
    "striped-skirt-and-top": skirt,
    "led-high-tops": shoes,
    "led-high-tops-night": lambda: shoes(True),
    "harbour-and-thread": lambda: (things.harbour(), (640, 640)),
    "lantern-books": lambda: (things.lantern(), (640, 640)),
}
