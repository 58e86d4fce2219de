// @ts-check
// A button that opens a small menu below itself: <details data-menu>. Escape and a click elsewhere close it.

/** Makes every `<details data-menu>` of this window behave as a menu. */
export function startMenus() {
  const close = (/** @type {Element | null} */ except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.removeAttribute("open");
  };
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const isChoice = target.closest("[data-menu] a, [data-menu] [role=menuitem], [data-menu] button");
    close(isChoice ? null : target.closest("details[data-menu]"));
  });
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("details[data-menu][open]");
    if (event.key !== "Escape" || !open) return;
    close(null);
    open.querySelector("summary")?.focus();
    event.preventDefault();
  });
}
