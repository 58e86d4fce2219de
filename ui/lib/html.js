// @ts-check
// The one place where text becomes markup. Every value is escaped; only `html` itself makes trusted markup.

class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {unknown} value @returns {string} */
function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (sign) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (sign)]);
}

/**
 * Markup with every value escaped: html`<b>${name}</b>`. Lists are joined; null, undefined and false vanish.
 * @param {TemplateStringsArray} parts
 * @param {...unknown} values
 */
export function html(parts, ...values) {
  return new Markup(parts.reduce((text, part, at) => text + escaped(values[at - 1]) + part));
}

/**
 * HTML the rule book has already cleaned (a product description). Nothing else may come this way.
 * @param {string} cleaned
 */
export function cleanedHtml(cleaned) {
  return new Markup(cleaned);
}

/**
 * Replaces what an element shows.
 * @param {Element} place
 * @param {Markup} markup
 */
export function render(place, markup) {
  place.innerHTML = markup.text;
}
