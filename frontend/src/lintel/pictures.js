// A chart as a file: the drawing with its title above, its legend, and period, moment and source written below. Nothing leaves the page.
import { toast } from "./say.js";

const NS = "http://www.w3.org/2000/svg";
const EDGE = 24;

function put(into, name, facts, words) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(facts)) node.setAttribute(key, value);
  if (words) node.textContent = words;
  into.append(node);
  return node;
}

/** The whole picture as SVG: 2 × as many pixels when it becomes a PNG. */
function composed(chart, told) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const drawn = chart.querySelector("svg").cloneNode(true);
  const card = chart.closest(".card");
  const title = card.querySelector("h2").textContent.trim();
  const legend = [...card.querySelectorAll(".legend > span")].map((one) => one.textContent);
  const width = chart.clientWidth + 2 * EDGE;
  const top = legend.length ? 78 : 54;
  const height = chart.clientHeight + top + 66;
  const whole = document.createElementNS(NS, "svg");
  for (const [key, value] of Object.entries({ xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(key, value);
  whole.setAttribute("font-family", style.getPropertyValue("--lt-font").trim() || "sans-serif");
  put(whole, "title", {}, title);
  put(whole, "rect", { width, height, fill: colour("--lt-surface") });
  put(whole, "text", { x: EDGE, y: 36, "font-size": 18, "font-weight": 600, fill: colour("--lt-text") }, title);
  legend.forEach((name, place) => {
    const x = EDGE + place * 140;
    put(whole, "rect", { x, y: 52, width: 12, height: 12, rx: 2, fill: colour(place ? "--lt-wait-fg" : "--lt-brand") });
    put(whole, "text", { x: x + 18, y: 63, "font-size": 13, fill: colour("--lt-muted") }, name);
  });
  for (const [key, value] of Object.entries({ x: EDGE, y: top, width: chart.clientWidth, height: chart.clientHeight })) drawn.setAttribute(key, value);
  whole.append(drawn);
  const foot = { x: EDGE, "font-size": 12, fill: colour("--lt-muted") };
  put(whole, "text", { ...foot, y: height - 32 }, `${told.period} · ${told.asOf}`);
  put(whole, "text", { ...foot, y: height - 14 }, told.source);
  return { title, width, height, text: new XMLSerializer().serializeToString(whole) };
}

async function asPng({ width, height, text }) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("empty"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function save(chart, told, kind) {
  const picture = composed(chart, told);
  const blob = kind === "png" ? await asPng(picture) : new Blob([picture.text], { type: "image/svg+xml" });
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: address, download: `${picture.title} ${told.period}.${kind}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

document.addEventListener("click", (event) => {
  const kind = event.target.closest?.("[data-picture]");
  if (!kind) return;
  const told = kind.closest("[data-picture-of]").dataset;
  const chart = document.querySelector(`[data-chart="${told.pictureOf}"]`);
  chart.dispatchEvent(new CustomEvent("lintel:chart", { bubbles: true })); // drawn, if it was not yet
  save(chart, told, kind.dataset.picture).catch(() => toast(told.failed, "bad"));
});
