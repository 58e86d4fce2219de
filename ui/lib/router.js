// @ts-check
// The address after # decides which screen is shown: "#/product/<id>?sort=name".

/**
 * @typedef {{path: string, screen: string, title: string, keep?: boolean, isOne?: boolean}} Route
 * `path` may hold names (`/product/:id`); `screen` is the tag of a custom element; a kept screen stays alive behind
 * the next one, so that going back finds it where it was. `isOne`: its addresses are parts of one screen, which is told.
 */

/** @param {string} path @param {Record<string, string | number | null | undefined>} [query] */
export function hrefTo(path, query = {}) {
  const filled = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
  return search ? `#${path}?${search}` : `#${path}`;
}

/**
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [query]
 */
export function go(path, query) {
  location.hash = hrefTo(path, query);
}

/** Like `go`, without a step in the history. @param {string} path @param {Record<string, any>} [query] */
export function goInstead(path, query) {
  history.replaceState(null, "", hrefTo(path, query));
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

/** What the address says now. */
export function here() {
  const [path = "/", search = ""] = (location.hash.slice(1) || "/").split("?");
  return { path, query: new URLSearchParams(search) };
}

/** @param {string} pattern @param {string} path @returns {Record<string, string> | null} */
function matched(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(given[at] ?? "");
    else if (part !== given[at]) return null;
  }
  return params;
}

/**
 * Shows the screen of the address in `outlet` and follows it. An address nobody knows goes to the first route.
 * @param {HTMLElement} outlet
 * @param {Route[]} routes
 * @param {(route: Route) => void} [shown]
 */
export function startRouter(outlet, routes, shown) {
  /** @type {Map<string, {element: any, scroll: number}>} */
  const kept = new Map();
  /** @type {{route: Route, element: any, path: string} | null} */
  let current = null;

  const leave = () => {
    if (!current) return;
    if (current.route.keep) {
      kept.set(current.route.screen, { element: current.element, scroll: window.scrollY });
      current.element.hidden = true;
    } else current.element.remove();
  };

  const follow = () => {
    const { path, query } = here();
    const route = routes.find((each) => matched(each.path, path));
    if (!route) return goInstead(routes[0]?.path ?? "/");
    const params = matched(route.path, path) ?? {};
    const isSame = current?.route.screen === route.screen && (current.path === path || route.keep || route.isOne);
    if (current && isSame) {
      current.path = path;
      current.element.routed?.(params, query);
    } else {
      leave();
      const old = route.keep ? kept.get(route.screen) : undefined;
      const element = old?.element ?? document.createElement(route.screen);
      Object.assign(element, { params, query });
      if (old) element.hidden = false;
      else outlet.append(element);
      current = { route, element, path };
      if (old) element.routed?.(params, query);
      window.scrollTo(0, old?.scroll ?? 0);
    }
    document.documentElement.dataset.screen = route.screen;
    shown?.(route);
  };

  window.addEventListener("hashchange", follow);
  follow();
}
