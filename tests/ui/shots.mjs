// Takes a picture of every screen in both themes and both sizes: node shots.mjs [part of a name]

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";
import { scenes as manager } from "./shots.manager.mjs";
import { scenes as storefront } from "./shots.storefront.mjs";

const OUT = fileURLToPath(new URL("../../target/shots/", import.meta.url));
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const THEMES = ["light", "dark"];
const wanted = process.argv[2] ?? "";

await mkdir(OUT, { recursive: true });
const { address, stop } = await serve();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
let faults = 0;

async function shoot(scene, viewport, colorScheme) {
  const context = await browser.newContext({ viewport, colorScheme, locale: "en-GB", timezoneId: "Europe/Berlin", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const name = `${scene.name}-${colorScheme}-${viewport.width}`;
  const fault = (text) => {
    faults += 1;
    console.error(`${name}: ${text}`);
  };
  page.on("console", (message) => message.type() === "error" && fault(message.text()));
  page.on("pageerror", (error) => fault(error.message));
  try {
    await page.goto(address + scene.at, { waitUntil: "networkidle" });
    await scene.act?.(page);
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${OUT}${name}.png` });
  } catch (error) {
    fault(error.message.split("\n").slice(0, 3).join(" "));
    await page.screenshot({ path: `${OUT}${name}.png` });
  }
  await context.close();
}

const jobs = [...storefront, ...manager]
  .filter((scene) => scene.name.includes(wanted))
  .flatMap((scene) => SIZES.flatMap((size) => THEMES.map((theme) => () => shoot(scene, size, theme))));
const count = jobs.length;
await Promise.all(Array.from({ length: 3 }, async () => {
  for (let job = jobs.shift(); job; job = jobs.shift()) await job();
}));
await browser.close();
stop();
console.log(`${count} pictures in ${OUT}, ${faults} faults`);
process.exitCode = faults ? 1 : 0;
