import { type Packed, unpack } from "../charts/form.ts";

/** The layouts of the seven charts, which the build wrote into the page. */
function read(page: Document): ReturnType<typeof unpack> {
  const packed: Packed = JSON.parse(page.getElementById("charts")?.textContent ?? "{}");
  return unpack(packed);
}

export const layouts = read(document);
