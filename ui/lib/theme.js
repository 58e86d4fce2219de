// @ts-check
// Light, dark or as the system says, and the size of the text. Both are remembered by the program.

import { call } from "../api/shop.js";
import { hears } from "./screen.js";

/** @typedef {"system" | "light" | "dark"} Theme */

/** @type {{theme: Theme, font_scale: number}} */
let prefs = { theme: "system", font_scale: 100 };

function show() {
  const root = document.documentElement;
  if (prefs.theme === "system") delete root.dataset.theme;
  else root.dataset.theme = prefs.theme;
  root.style.fontSize = `${prefs.font_scale}%`;
  window.dispatchEvent(new Event("prefs"));
}

async function reread() {
  prefs = await call("prefs.get");
  show();
}

/** Shows the remembered theme and follows changes made in the other window. */
export async function startTheme() {
  hears(["prefs"], reread);
  await reread();
}

/** Tells of every change of the look, wherever it was made; answers with the function that stops it. @param {() => void} run */
export function followPrefs(run) {
  window.addEventListener("prefs", run);
  return () => window.removeEventListener("prefs", run);
}

/** The prefs as last read. */
export const currentPrefs = () => prefs;

/** @param {{theme?: Theme, font_scale?: number}} change */
export async function setPrefs(change) {
  prefs = { ...prefs, ...change };
  show();
  await call("prefs.set", change);
}
