// @ts-check
// Questions in a dialog: yes or no, or one line of text.

import { html, render } from "../lib/html.js";

/**
 * @param {unknown} body
 * @param {string} kind
 * @returns {Promise<{said: string, text: string}>}
 */
function answerOf(body, kind) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.dialog = kind;
  dialog.setAttribute("aria-labelledby", "ask-title");
  render(dialog, html`<form method="dialog" class="dialog-body">${body}</form>`);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const input = dialog.querySelector("[name=answer]");
      const text = input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement ? input.value.trim() : "";
      resolve({ said: dialog.returnValue, text });
      dialog.remove();
    });
  });
}

/** @param {{title: string, text?: unknown, yes: string, no?: string, isDangerous?: boolean}} question */
export async function confirmed({ title, text, yes, no = "Cancel", isDangerous }) {
  const { said } = await answerOf(
    html`<h2 id="ask-title">${title}</h2>${text && html`<p>${text}</p>`}
      <div class="dialog-acts"><button class="button" value="no" data-act="confirm-no">${no}</button>
      <button class="button" data-kind="${isDangerous ? "danger" : "primary"}" value="yes" data-act="confirm-yes" autofocus>${yes}</button></div>`,
    "confirm",
  );
  return said === "yes";
}

/**
 * One line of text, or null when the person turned away.
 * @param {{title: string, text?: unknown, label: string, yes: string, value?: string, isRequired?: boolean}} question
 */
export async function asked({ title, text, label, yes, value = "", isRequired = true }) {
  const { said, text: answer } = await answerOf(
    html`<h2 id="ask-title">${title}</h2>${text && html`<p>${text}</p>`}
      <div class="field"><label for="ask-answer">${label}</label>
      <input class="input" id="ask-answer" name="answer" value="${value}" dir="auto" autocomplete="off" maxlength="500" autofocus ${isRequired && "required"}></div>
      <div class="dialog-acts"><button class="button" value="no" formnovalidate data-act="ask-no">Cancel</button>
      <button class="button" data-kind="primary" value="yes" data-act="ask-yes">${yes}</button></div>`,
    "ask",
  );
  return said === "yes" ? answer : null;
}
