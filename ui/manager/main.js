// @ts-check
// Starts the manager window: the look first, so nothing flashes, then the window.

import { startLinks } from "../account/link.js";
import { startTheme } from "../lib/theme.js";
import { startMenus } from "../components/menu.js";
import "./window.js";

startMenus();
await startTheme().catch(() => undefined);
document.body.append(document.createElement("manager-window"));
await startLinks();
