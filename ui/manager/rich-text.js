// @ts-check
// A description: plain text with a few marks. A toolbar writes the marks, the preview shows what buyers will see.

import { icon } from "../components/icon.js";
import { html, render } from "../lib/html.js";

const ALLOWED = new Set(["P", "B", "I", "UL", "OL", "LI", "A", "BR"]);

/**
 * Builds what is allowed from what was written, element by element; everything else becomes its text.
 * The marketplace cleans again when it saves: this is only the preview.
 * @param {Node} from @param {Node} to
 */
function copyAllowed(from, to) {
  for (const node of from.childNodes) {
    if (node instanceof Text) to.appendChild(document.createTextNode(node.data));
    if (!(node instanceof Element) || node.matches("script, style")) continue;
    const made = ALLOWED.has(node.tagName) ? document.createElement(node.tagName) : document.createDocumentFragment();
    copyAllowed(node, made);
    to.appendChild(made);
  }
}

/** @param {string} text */
function preview(text) {
  const parsed = new DOMParser().parseFromString(text, "text/html");
  const made = document.createDocumentFragment();
  copyAllowed(parsed.body, made);
  return made;
}

/** @type {Record<string, {label: string, title: string, write: (chosen: string) => string}>} */
const MARKS = {
  b: { label: "B", title: "Bold", write: (chosen) => `<b>${chosen || "bold"}</b>` },
  i: { label: "I", title: "Italic", write: (chosen) => `<i>${chosen || "italic"}</i>` },
  p: { label: "¶", title: "Paragraph", write: (chosen) => `<p>${chosen || "Paragraph"}</p>` },
  ul: { label: "•", title: "List", write: (chosen) => list("ul", chosen) },
  ol: { label: "1.", title: "Numbered list", write: (chosen) => list("ol", chosen) },
  a: { label: "", title: "Link", write: (chosen) => `<a href="https://">${chosen || "link"}</a>` },
  br: { label: "↵", title: "New line", write: (chosen) => `${chosen}<br>` },
};

/** @param {string} tag @param {string} chosen */
const list = (tag, chosen) => `<${tag}>\n${(chosen || "First\nSecond").split("\n").map((line) => `<li>${line}</li>`).join("\n")}\n</${tag}>`;

export class RichText extends HTMLElement {
  #text = "";

  connectedCallback() {
    render(
      this,
      html`<div class="rich"><div class="rich-bar" role="toolbar" aria-label="Marks">${Object.entries(MARKS).map(
          ([name, mark]) => html`<button type="button" class="rich-mark is-${name}" data-act="mark" data-mark="${name}" title="${mark.title}" aria-label="${mark.title}">${mark.label || icon("link", "small")}</button>`,
        )}</div><textarea class="rich-text" name="description" id="description" rows="6" dir="auto" maxlength="20000" aria-describedby="description-error" aria-label="Description"></textarea></div>
        <div class="rich-preview" dir="auto" aria-label="Preview" data-preview></div>`,
    );
    this.#area.value = this.#text;
    this.#area.addEventListener("input", () => this.#draw());
    this.addEventListener("click", (event) => this.#mark(/** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-mark]"))));
    this.#draw();
  }

  get #area() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /** @param {string} text */
  set value(text) {
    this.#text = text;
    if (!this.isConnected) return;
    this.#area.value = text;
    this.#draw();
  }

  #draw() {
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-preview]"));
    place.replaceChildren(preview(this.#area.value));
    place.hidden = this.#area.value.trim() === "";
  }

  /** @param {HTMLElement | null} button */
  #mark(button) {
    const mark = button && MARKS[button.dataset.mark ?? ""];
    if (!mark) return;
    const { selectionStart: from, selectionEnd: to, value } = this.#area;
    this.#area.focus();
    this.#area.setRangeText(mark.write(value.slice(from, to)), from, to, "select");
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("rich-text", RichText);
