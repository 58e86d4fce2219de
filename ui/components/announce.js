// @ts-check
// Says something to those who listen rather than look: how many results, what a key did.

/** @param {string} sentence */
export function announce(sentence) {
  const old = document.querySelector("[data-announce]");
  const line = old ?? document.createElement("p");
  if (!old) {
    line.className = "unseen";
    line.setAttribute("role", "status");
    line.setAttribute("data-announce", "");
    document.body.append(line);
  }
  line.textContent = sentence;
}
