// Stands in for product photographs: a garment in soft light, the same for the same hash.

const GARMENTS = [
  "M140 120l60-34c14 30 86 30 100 0l60 34 56 90-52 32-24-36v220H160V206l-24 36-52-32z",
  "M168 96c30 22 134 22 164 0l70 40 38 250-54 10-40-178v212H154V218l-40 178-54-10 38-250z",
  "M176 90h148l22 120-18 230H276l-26-190-26 190h-52l-18-230z",
  "M150 300c0-120 40-190 100-190s100 70 100 190c40 14 60 34 60 60H90c0-26 20-46 60-60z",
];

export function drawing(hash) {
  const seed = [...hash].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  const hue = seed % 360;
  const garment = GARMENTS[(seed >>> 4) % GARMENTS.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 500" preserveAspectRatio="xMidYMid slice">
    <defs><radialGradient id="g" cx="38%" cy="26%" r="90%"><stop offset="0" stop-color="hsl(${hue} 22% 92%)"/><stop offset="1" stop-color="hsl(${hue} 16% 74%)"/></radialGradient>
    <linearGradient id="c" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${(hue + 190) % 360} 38% 52%)"/><stop offset="1" stop-color="hsl(${(hue + 200) % 360} 44% 30%)"/></linearGradient></defs>
    <rect width="500" height="500" fill="url(#g)"/><ellipse cx="255" cy="440" rx="150" ry="20" fill="rgb(0 0 0 / 0.16)"/>
    <path d="${garment}" fill="url(#c)" stroke="rgb(0 0 0 / 0.18)" stroke-width="2" stroke-linejoin="round"/></svg>`;
}
