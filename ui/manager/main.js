// @ts-check
// Starts the manager window: the look first, so nothing flashes, then the window.

import { startTheme } from "../lib/theme.js";
import "./window.js";

await startTheme().catch(() => undefined);
document.body.append(document.createElement("manager-window"));
