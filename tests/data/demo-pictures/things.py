"""A bag and a pair of shoes, standing on the floor of the studio, and the marks of the two stores."""

from studio import MIDDLE as M
from studio import both, fold, inside, line, shape, stitch, sym, volume


def floor(markup, y, width, tone="#1a1208"):
    """Something that stands: a dark touch below it and a soft pool of shadow."""
    return (
        f'<ellipse cx="{M + 40}" cy="{y + 10}" rx="{width}" ry="52" fill="{tone}" opacity=".30" filter="url(#vast)"/>'
        f'<ellipse cx="{M + 10}" cy="{y}" rx="{width * .9}" ry="20" fill="{tone}" opacity=".5" filter="url(#wide)"/>'
        f'<ellipse cx="{M}" cy="{y - 4}" rx="{width * .84}" ry="8" fill="#000" opacity=".55" filter="url(#soft)"/>{markup}'
    )


def horizon(y, tone):
    return f'<rect x="-50" y="{y}" width="1000" height="700" fill="{tone}" opacity=".5" filter="url(#vast)"/>'


def bag(black="#26262a", dark="#161619"):
    body = sym([(0, 470), (150, 462, 220, 466, 246, 476), (266, 640, 288, 800, 282, 912), (280, 938, 262, 946, 240, 948), (100, 954), (0, 954)])
    side = sym([(0, 452), (160, 446, 226, 450, 250, 474), (0, 484)])
    shadow = '<path d="M282 476C270 150 630 150 618 476" fill="none" stroke="#000" stroke-width="26" opacity=".25" filter="url(#soft)" transform="translate(26 22)"/>'
    rear = line("M300 480C296 214 604 214 600 480", dark, 20)
    front = line("M282 520C264 170 636 170 618 520", "#000", 27, 'opacity=".5" filter="url(#fine)" transform="translate(3 6)"') + line("M282 520C264 170 636 170 618 520", black, 25) + line("M276 470C272 196 620 190 620 470", "#fff", 5, 'opacity=".22" filter="url(#tiny)"') + stitch("M291 520C276 180 624 180 609 520", "#8d8d93", 1.4, .7) + stitch("M273 520C254 160 646 160 627 520", "#8d8d93", 1.4, .7)
    tabs = both(f'<rect x="{M + 143}" y="500" width="50" height="104" rx="12" fill="#000" opacity=".4" filter="url(#fine)"/>' + volume(f'<rect x="{M + 143}" y="496" width="50" height="102" rx="12" fill="{black}"/>', "small") + stitch(f"M{M + 149} 506V586Q{M + 149} 592 {M + 155} 592H{M + 181}Q{M + 187} 592 {M + 187} 586V506", "#8d8d93", 1.4, .7) + f'<rect x="{M + 146}" y="500" width="44" height="32" rx="8" fill="none" stroke="url(#brass)" stroke-width="8"/><circle cx="{M + 168}" cy="570" r="8" fill="url(#brass)"/>')
    marks = fold("M330 560C350 700 320 820 350 930", .3, .14, 26, "wide") + fold("M560 540C600 680 560 800 590 930", .34, .12, 26, "wide") + fold("M400 700C460 730 520 730 580 700", .18, .12, 20, "wide")
    marks += '<path d="M206 476C230 640 200 800 196 930L290 930C280 800 290 640 280 476Z" fill="#fff" opacity=".10" filter="url(#wide)"/>'
    panel = stitch("M186 800Q450 830 714 800", "#8d8d93", 1.5, .7) + fold("M186 794Q450 824 714 794", .5, .2, 7, "fine")
    base = volume(shape("M170 856Q450 884 730 856L732 914Q730 946 690 948H210Q170 946 168 914Z", dark), "small")
    charm = f'<path d="M{M} 486V560" stroke="url(#brass)" stroke-width="5"/><rect x="{M - 26}" y="520" width="52" height="66" rx="9" fill="#000" opacity=".5" filter="url(#fine)"/><rect x="{M - 26}" y="514" width="52" height="66" rx="9" fill="url(#brass)"/><rect x="{M - 26}" y="514" width="52" height="66" rx="9" fill="none" stroke="#fff7" stroke-width="1.4"/><circle cx="{M}" cy="540" r="7" fill="#5a3f17"/><path d="M{M - 4} 542L{M - 6} 562H{M + 6}L{M + 4} 542Z" fill="#5a3f17"/>'
    name = f'<text x="{M}" y="712" font-family="DejaVu Serif" font-size="21" letter-spacing="7" fill="#c9a45c" text-anchor="middle" opacity=".85">HARBOUR &amp; THREAD</text>'
    top = volume(shape(side, dark), "deep") + line("M206 472Q450 460 694 472", "#b9bdc4", 4, 'stroke-dasharray="3 2.4" opacity=".7"')
    return floor(f'{shadow}{rear}<g filter="url(#cloth)">{top}{volume(shape(body, black) + inside(body, marks, "bagin"))}{base}{panel}</g>{stitch("M210 486Q450 478 690 486", "#8d8d93", 1.5, .7)}{front}{tabs}{charm}{name}', 950, 300)


def shoe(upper="#232429", dark="#141519", green="#3dff8f", lit=True):
    """One high top from its outer side, toe to the right, standing on y = 0, about 560 wide and 420 high."""
    sole = "M-276 -62C-282 -30 -280 -10 -266 -2H236C276 -4 296 -24 290 -52C240 -70 120 -62 40 -60C-80 -58 -180 -70 -276 -62Z"
    body = "M-268 -60C-276 -130 -262 -180 -246 -236C-236 -276 -240 -330 -246 -372C-248 -398 -236 -410 -214 -412C-160 -418 -100 -412 -58 -396C-42 -390 -38 -376 -34 -358C-22 -300 10 -246 66 -208C120 -172 196 -168 246 -136C276 -116 290 -88 288 -54C180 -68 -120 -58 -268 -60Z"
    toe = "M150 -168C206 -160 262 -140 280 -100C286 -84 290 -68 288 -54C240 -62 190 -62 148 -60C132 -92 134 -136 150 -168Z"
    heel = "M-268 -60C-276 -130 -262 -180 -246 -236C-242 -256 -240 -276 -240 -296C-200 -280 -176 -250 -170 -200C-166 -140 -180 -90 -186 -60Z"
    tongue = "M-60 -396C-50 -424 -22 -436 4 -424C10 -380 40 -300 88 -220L66 -206C10 -246 -22 -300 -34 -358C-40 -380 -46 -390 -60 -396Z"
    holes = [(-62 + dx, y) for dx, y in ((0, -366), (4, -326), (14, -288), (34, -252), (62, -220), (96, -194))]
    laces = "".join(f'<path d="M{x} {y}C{x + 30} {y - 16} {x + 44} {y - 4} {x + 62} {y - 26}" fill="none" stroke="#000" stroke-opacity=".5" stroke-width="13" transform="translate(1 4)"/><path d="M{x} {y}C{x + 30} {y - 16} {x + 44} {y - 4} {x + 62} {y - 26}" fill="none" stroke="#e9eaee" stroke-width="10" stroke-linecap="round"/><circle cx="{x}" cy="{y}" r="6.5" fill="url(#steel)"/>' for x, y in holes)
    strap = "M-252 -344C-190 -352 -100 -350 -18 -326L-6 -284C-100 -308 -180 -312 -246 -300Z"
    buckle = '<g transform="translate(-56 -320) rotate(10)"><rect x="-22" y="-26" width="44" height="50" rx="6" fill="none" stroke="url(#steel)" stroke-width="8"/><path d="M-20 0H26" stroke="url(#steel)" stroke-width="6" stroke-linecap="round"/></g>'
    glow = f'<path d="{sole}" fill="{green}" opacity=".9" filter="url(#wide)"/>' if lit else ""
    strip = f'<path d="M-262 -30C-180 -36 40 -26 278 -30" fill="none" stroke="{green}" stroke-width="30" opacity=".85" filter="url(#soft)"/><path d="M-262 -30C-180 -36 40 -26 276 -30" fill="none" stroke="#dcffe9" stroke-width="11" stroke-linecap="round" stroke-dasharray="20 9"/>' if lit else ""
    found = glow + volume(shape(tongue, dark), "small") + volume(shape(body, upper)) + inside(body, fold("M-120 -60C-90 -120 -40 -150 60 -170", .2, .16, 18, "soft") + fold("M-150 -230C-110 -222 -70 -216 -40 -226", .3, .14, 12), f"shoe{int(lit)}")
    found += volume(shape(heel, dark), "small") + stitch("M-236 -284C-204 -270 -184 -246 -178 -200C-174 -140 -188 -90 -194 -64", "#8d9099", 1.6, .8)
    found += volume(shape(toe, dark), "small") + "".join(f'<circle cx="{196 + i % 4 * 19}" cy="{-122 + i // 4 * 18}" r="3" fill="#000" opacity=".8"/>' for i in range(8))
    found += stitch("M142 -164C126 -134 124 -92 140 -62", "#8d9099", 1.6, .8) + laces + f'<path d="{strap}" fill="#000" opacity=".5" filter="url(#fine)" transform="translate(2 6)"/>' + volume(shape(strap, upper), "small") + stitch("M-246 -336C-188 -344 -100 -342 -22 -319M-240 -306C-180 -318 -100 -314 -14 -292", "#8d9099", 1.5, .8) + buckle
    found += f'<circle cx="-128" cy="-214" r="31" fill="none" stroke="#8d9099" stroke-width="2.4" opacity=".8"/><text x="-128" y="-207" font-family="DejaVu Serif" font-size="20" fill="#c9ccd3" text-anchor="middle">H&amp;T</text>'
    return found + volume(shape(sole, "#eef3f0"), "small") + strip + line("M-272 -14H252", "#000", 6, 'opacity=".55"')


def pair(lit=True):
    """Both shoes: one behind, a little higher and to the left."""
    at = lambda x, y, size, body, blur="": f'<g transform="translate({x} {y}) scale({size})">{body}</g>'
    pool = '<ellipse cx="470" cy="888" rx="380" ry="52" fill="#3dff8f" opacity=".38" filter="url(#vast)"/><ellipse cx="450" cy="880" rx="330" ry="16" fill="#8dffbf" opacity=".55" filter="url(#wide)"/>' if lit else ""
    ground = '<ellipse cx="470" cy="884" rx="330" ry="22" fill="#000" opacity=".55" filter="url(#wide)"/>'
    return ground + pool + at(400, 742, 1.02, shoe(lit=lit).replace("shoe1", "rear1").replace("shoe0", "rear0")) + '<ellipse cx="500" cy="876" rx="290" ry="12" fill="#000" opacity=".5" filter="url(#soft)"/>' + at(476, 884, 1.2, shoe(lit=lit))


def mark(size, ground, body, defs=""):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 640 640"><defs>{defs}<filter id="s" x="-30%" y="-30%" width="160%" height="160%"><feDropShadow dx="0" dy="8" stdDeviation="10" flood-opacity=".35"/></filter><filter id="g" x="-80%" y="-80%" width="260%" height="260%"><feGaussianBlur stdDeviation="34"/></filter></defs>{ground}{body}</svg>'


def harbour():
    """A spool of thread standing in the water like a lighthouse."""
    defs = '<linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1f4a63"/><stop offset="1" stop-color="#0f2b3e"/></linearGradient><linearGradient id="t" x1="0" x2="1"><stop offset="0" stop-color="#f5b65c"/><stop offset=".45" stop-color="#e8853a"/><stop offset="1" stop-color="#a94b1d"/></linearGradient><linearGradient id="w" x1="0" x2="1"><stop offset="0" stop-color="#fff9ec"/><stop offset="1" stop-color="#d9c7a6"/></linearGradient>'
    turns = "".join(f'<path d="M246 {y}Q320 {y + 17} 394 {y - 5}" fill="none" stroke="#8f3c14" stroke-opacity=".5" stroke-width="3.5"/>' for y in range(212, 392, 14))
    spool = f'<g filter="url(#s)"><path d="M222 164Q320 136 418 164L404 196H236Z" fill="url(#w)"/><rect x="244" y="194" width="152" height="206" rx="10" fill="url(#t)"/>{turns}<path d="M236 396H404L428 436H212Z" fill="url(#w)"/></g>'
    waves = "".join(f'<path d="M{60 + i * 14} {464 + i * 42}q43-30 86 0t86 0t86 0t86 0t86 0" fill="none" stroke="{tone}" stroke-width="{14 - i * 2}" stroke-linecap="round" opacity="{1 - i * .22}"/>' for i, tone in enumerate(("#f4ead6", "#9cc6d6", "#5f95ad")))
    thread = '<path d="M394 236C470 216 520 262 492 312C466 356 420 318 450 290C496 250 560 330 548 424" fill="none" stroke="#f0a04b" stroke-width="7" stroke-linecap="round"/>'
    return mark(640, '<rect width="640" height="640" fill="url(#sea)"/><circle cx="320" cy="270" r="205" fill="#f5d9a0" opacity=".16"/>', thread + spool + waves, defs)


def lantern():
    """A lantern whose light is an open book."""
    defs = '<radialGradient id="night" cx=".5" cy=".52" r=".75"><stop offset="0" stop-color="#5c3a6b"/><stop offset=".55" stop-color="#33214a"/><stop offset="1" stop-color="#1c1330"/></radialGradient><radialGradient id="lamp" cx=".5" cy=".6" r=".7"><stop offset="0" stop-color="#fff4c9"/><stop offset=".6" stop-color="#ffc861"/><stop offset="1" stop-color="#e8923a"/></radialGradient><linearGradient id="gold" x1="0" x2="1"><stop offset="0" stop-color="#f7dd9b"/><stop offset=".5" stop-color="#d2a04c"/><stop offset="1" stop-color="#8d6226"/></linearGradient>'
    glow = '<circle cx="320" cy="350" r="190" fill="#ffbf5a" opacity=".6" filter="url(#g)"/>'
    glass = '<path d="M226 236H414L448 470H192Z" fill="url(#lamp)"/>'
    book = '<g filter="url(#s)"><path d="M320 356C290 330 246 326 214 338L202 446C240 432 290 436 320 458Z" fill="#fffaf0"/><path d="M320 356C350 330 394 326 426 338L438 446C400 432 350 436 320 458Z" fill="#f4e6cc"/></g><path d="M320 358V456" stroke="#a9772f" stroke-width="5"/>' + "".join(f'<path d="M{226 - i * 3} {364 + i * 22}Q{268 - i} {356 + i * 22} 306 {376 + i * 20}M{414 + i * 3} {364 + i * 22}Q{372 + i} {356 + i * 22} 334 {376 + i * 20}" fill="none" stroke="#c4a06a" stroke-width="5" stroke-linecap="round"/>' for i in range(3))
    frame = '<g fill="none" stroke="url(#gold)" stroke-linejoin="round" stroke-linecap="round" filter="url(#s)"><path d="M226 236L192 470M414 236L448 470" stroke-width="14"/><path d="M250 160C250 60 390 60 390 160" stroke-width="12"/></g><g fill="url(#gold)" filter="url(#s)"><path d="M320 128L420 222H220Z"/><rect x="204" y="216" width="232" height="26" rx="8"/><path d="M176 466H464L480 512Q480 524 468 524H172Q160 524 160 512Z"/></g>'
    return mark(640, '<rect width="640" height="640" fill="url(#night)"/>', glow + glass + book + frame, defs)
