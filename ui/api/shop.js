// @ts-check
// The only code that talks to Rust: one door, one error type, one stream of events.

/** @typedef {import("./types.d.ts").Operations} Operations */

/** A refusal of the marketplace: `code` for the screen to branch on, `message` for the person, `fields` for the form. */
export class Refusal extends Error {
  /** @param {{code?: string, message?: string, fields?: Record<string, string>}} cause */
  constructor(cause) {
    super(cause.message ?? "Something went wrong.");
    this.code = cause.code ?? "broken";
    this.fields = cause.fields ?? {};
  }
}

/** @returns {any} */
function shell() {
  return /** @type {any} */ (window).__TAURI__;
}

/**
 * Asks for one operation; see Planning/operations.md for the list.
 * @template {keyof Operations} Name
 * @param {Name} op
 * @param {{} extends Operations[Name]["input"] ? [input?: Operations[Name]["input"]] : [input: Operations[Name]["input"]]} asked
 * @returns {Promise<Operations[Name]["answer"]>}
 */
export async function call(op, ...asked) {
  try {
    return await shell().core.invoke("call", { op, input: asked[0] ?? {} });
  } catch (error) {
    throw new Refusal(typeof error === "object" && error !== null ? error : { message: String(error) });
  }
}

/**
 * Hears `changed` and `progress`; answers with the function that stops listening.
 * @param {"changed" | "progress" | "command" | "link"} event
 * @param {(payload: any) => void} heard
 * @returns {() => void}
 */
export function listen(event, heard) {
  const stop = shell().event.listen(event, (/** @type {{payload: any}} */ message) => heard(message.payload));
  return () => void stop.then((/** @type {() => void} */ unlisten) => unlisten());
}

/** The address of a picture; each system writes the picture scheme its own way. @param {string} hash @returns {string} */
export const picture = (hash) => shell().core.convertFileSrc(hash, "picture");

/** The address of a picture's thumbnail, which fits 300x300. @param {string} hash @returns {string} */
export const thumb = (hash) => `${picture(hash)}/thumb`;
