// A QR code of a text as one SVG path, made here: no picture is asked of anybody. Black on white, with the quiet margin that cameras need.

import { encode } from "uqr";

import { s } from "./dom";

const MARGIN = 4; // modules of white on each side, as the standard asks

export function qrPicture(text: string): SVGSVGElement {
  const code = encode(text, { ecc: "M", border: MARGIN });
  let dark = "";
  code.data.forEach((row, y) => row.forEach((on, x) => (dark += on ? `M${x} ${y}h1v1h-1z` : "")));
  const size = code.data.length;
  return s(
    "svg",
    { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": `QR code of ${text}`, "shape-rendering": "crispEdges" },
    s("rect", { width: size, height: size, fill: "#fff" }),
    s("path", { d: dark, fill: "#000" }),
  );
}
