// @ts-check
// The one place where text becomes markup. Every value is escaped; only `html` itself makes trusted markup.

export class Markup {
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
 * How to find this element again after its surroundings were drawn anew.
 * @param {Element} element
 * @returns {string | null}
 */
function selectorOf(element) {
  const own = ["id", "name", "data-act", "href"].find((name) => element.hasAttribute(name));
  if (!own) return null;
  const part = `[${own}="${CSS.escape(element.getAttribute(own) ?? "")}"]`;
  const owner = element.closest("[data-id]");
  if (!owner) return part;
  const mark = `[data-id="${CSS.escape(owner.getAttribute("data-id") ?? "")}"]`;
  return owner === element ? `${mark}${part}` : `${mark} ${part}`;
}

/**
 * Replaces what an element shows. The focus stays on the element that takes the place of the focused one.
 * @param {Element} place
 * @param {Markup} markup
 */
export function render(place, markup) {
  const focused = document.activeElement;
  const again = focused && focused !== place && place.contains(focused) ? selectorOf(focused) : null;
  place.innerHTML = markup.text;
  const heir = again ? place.querySelector(again) : null;
  if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
}

/**
 * Adds to the end of what an element shows.
 * @param {Element} place
 * @param {Markup} markup
 */
export function append(place, markup) {
  place.insertAdjacentHTML("beforeend", markup.text);
}
