// @ts-check
// How a picture comes in: from the system's file dialog, or as files that were pasted or dropped.

import { call, Refusal } from "../api/shop.js";

/** @param {File} file @returns {Promise<string>} */
const base64Of = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(new Refusal({ code: "invalid", message: "This file cannot be read." }));
    reader.readAsDataURL(file);
  });

/** The picture a person chose, or none. @returns {Promise<{hash: string}[]>} */
export async function chosenPicture() {
  const { path } = await call("file.choose", { kind: "picture" });
  return path ? [await call("picture.add", { path })] : [];
}

/** @param {File[]} files @returns {Promise<{hash: string}[]>} */
export async function readPictures(files) {
  const added = [];
  for (const file of files) added.push(await call("picture.add", { name: file.name, base64: await base64Of(file) }));
  return added;
}
