// @ts-check
// An outline icon. It is silent for screen readers: the button or the text beside it says what it means.

import { html } from "../lib/html.js";
import { SHAPES } from "./icon-shapes.js";

/** @param {keyof typeof SHAPES} name @param {"small" | "normal" | "large"} [size] */
export function icon(name, size = "normal") {
  return html`<svg class="icon" data-size="${size}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${SHAPES[name]}"/></svg>`;
}
