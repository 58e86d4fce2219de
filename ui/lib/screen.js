// @ts-check
// What all screens share: acts by name, news about subjects, and an end to both when the screen leaves.

import { listen, Refusal } from "../api/shop.js";
import { submits } from "./form.js";
import { toast } from "../components/toast.js";

/** @typedef {(element: HTMLElement, event: Event) => unknown} Act */

/** Shows a refusal as a toast; anything else is a defect and goes on. @param {unknown} error */
export function told(error) {
  if (!(error instanceof Refusal)) throw error;
  if (error.code !== "cancelled") toast(error.message, { tone: "danger" });
}

export class Screen extends HTMLElement {
  /** @type {Record<string, string>} */
  params = {};
  query = new URLSearchParams();
  /** @type {(() => void)[]} */
  #stops = [];
  #isBegun = false;

  connectedCallback() {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.begin();
  }

  disconnectedCallback() {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** The screen is in the page: bind acts, read, draw. */
  begin() {}

  /** Called when the screen leaves. @param {() => void} stop */
  until(stop) {
    this.#stops.push(stop);
  }

  /**
   * Reads again when one of the subjects has changed; several changes at once are one.
   * @param {string[]} subjects
   * @param {(subjects: string[]) => unknown} reread
   */
  hears(subjects, reread) {
    this.until(hears(subjects, reread));
  }

  /**
   * A click on `[data-act="<name>"]` anywhere inside.
   * @param {string} name
   * @param {Act} act
   */
  act(name, act) {
    this.addEventListener("click", async (event) => {
      const found = /** @type {Element} */ (event.target).closest(`[data-act="${name}"]`);
      if (!(found instanceof HTMLElement) || found.matches("[aria-disabled=true], :disabled")) return;
      try {
        await act(found, event);
      } catch (error) {
        told(error);
      }
    });
  }

  /**
   * Sends the form `data-form="<name>"`: once, keeping what was typed when it is refused.
   * @param {string} name
   * @param {(values: Record<string, any>, form: HTMLFormElement) => unknown} send
   */
  sends(name, send) {
    submits(this, name, send);
  }
}

/**
 * Hears of changes to subjects; answers with the function that stops it.
 * @param {string[]} subjects
 * @param {(subjects: string[]) => unknown} reread
 */
export function hears(subjects, reread) {
  /** @type {Set<string>} */
  const waiting = new Set();
  return listen("changed", ({ subjects: changed }) => {
    const ours = changed.filter((/** @type {string} */ subject) => subjects.includes(subject));
    if (ours.length === 0) return;
    if (waiting.size === 0) {
      setTimeout(async () => {
        const all = [...waiting];
        waiting.clear();
        try {
          await reread(all);
        } catch (error) {
          // That nobody is signed in any more the window itself says.
          if (!(error instanceof Refusal) || error.code !== "signed_out") told(error);
        }
      }, 16);
    }
    for (const subject of ours) waiting.add(subject);
  });
}
