// @ts-check
// A list that comes in pages by key: `after` is the `next` of the page before.

import { latestOnly } from "./latest.js";

/**
 * @template Row
 */
export class Pages {
  /** @type {Row[]} */
  rows = [];
  /** @type {string | null} */
  next = null;
  /** The whole last answer, for `total`, `corrected`, `counts`. @type {any} */
  answer = null;
  #running = 0;
  #read;
  #latest = latestOnly();

  /** @param {(after: string | undefined) => Promise<any>} read */
  constructor(read) {
    this.#read = read;
  }

  get isBusy() {
    return this.#running > 0;
  }

  /** Reads from the start; false when a newer reading overtook this one. */
  async first() {
    return this.#page(undefined);
  }

  /** Reads the next page; answers the new rows, or none when there is no next page. @returns {Promise<Row[]>} */
  async more() {
    if (this.next === null || this.isBusy) return [];
    const before = this.rows.length;
    return (await this.#page(this.next)) ? this.rows.slice(before) : [];
  }

  /** @param {string | undefined} after */
  async #page(after) {
    this.#running += 1;
    try {
      const answer = await this.#latest(() => this.#read(after));
      if (!answer) return false;
      this.rows = after === undefined ? answer.rows : [...this.rows, ...answer.rows];
      this.next = answer.next;
      this.answer = answer;
      return true;
    } finally {
      this.#running -= 1;
    }
  }
}
