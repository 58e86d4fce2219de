// @ts-check
// The pictures of the product in the pane: added, arranged and taken away at once, each act by itself.

import { call, Refusal } from "../api/shop.js";
import { toast } from "../components/toast.js";
import { told } from "../lib/screen.js";
import { chosenPicture, readPictures } from "./picture-reading.js";
import { PictureStrip } from "./picture-strip.js";
import { go } from "./places.js";

/** @typedef {import("./picture-strip.js").Picture} Picture */

export class ProductPictures {
  strip = new PictureStrip();
  /** Whose they are; "new" keeps them until the product is saved. */
  record = "";
  #saved;

  /** @param {(id: string) => unknown} saved told after the pictures of a product have changed */
  constructor(saved) {
    this.#saved = saved;
    this.strip.addEventListener("add", () => this.#add(chosenPicture));
    this.strip.addEventListener("files", (event) => this.#add(() => readPictures(/** @type {CustomEvent} */ (event).detail)));
    this.strip.addEventListener("arrange", (event) => this.#arrange(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {() => Promise<{hash: string}[]>} read */
  async #add(read) {
    const before = this.strip.pictures;
    try {
      const added = await read();
      const known = new Set(before.map((one) => one.hash));
      const fresh = added.filter((one) => !known.has(one.hash)).map(({ hash }) => ({ hash, alt: "" }));
      if (added.length && !fresh.length) return toast("This picture is here already.");
      if (fresh.length) await this.#keep([...before, ...fresh], before);
    } catch (error) {
      this.#refused(error, before);
    }
  }

  /** @param {{pictures: Picture[], before: Picture[]}} change */
  async #arrange({ pictures, before }) {
    const id = this.record;
    try {
      await this.#keep(pictures, before);
      if (pictures.length < before.length) toast("Picture removed.", { undo: () => this.#keep(before, pictures, id) });
    } catch (error) {
      this.#refused(error, before);
    }
  }

  /** @param {unknown} error @param {Picture[]} before */
  #refused(error, before) {
    this.strip.pictures = before;
    if (error instanceof Refusal && error.code === "conflict") return toast("Somebody else changed the pictures meanwhile. Both are kept.", { act: { label: "Choose", run: () => go("sync") } });
    told(error);
  }

  /** @param {Picture[]} pictures @param {Picture[]} before @param {string} [id] */
  async #keep(pictures, before, id = this.record) {
    if (id === this.record) this.strip.pictures = pictures;
    if (id === "new") return;
    await call("product.set_pictures", { id, pictures, before });
    this.#saved(id);
  }
}
