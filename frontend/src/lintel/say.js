// Telling people what happened: two live regions for screen readers, toasts for eyes.
import { word } from "./words.js";

/** Read `text` aloud: politely after the present sentence, or at once when it is an error. */
export function say(text, urgent = false) {
  const region = document.getElementById(urgent ? "say-now" : "say");
  if (!region || !text) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}

const GLYPHS = { ok: "circle-check", bad: "alert-circle", wait: "alert-triangle", info: "info-circle" };

/** Show `text`, with a way back when there is one, for eight seconds, longer while the pointer or the focus is on it; errors stay until they are closed. */
export function toast(text, tone = "ok", undo = null) {
  const host = document.getElementById("toasts");
  if (!host || !text) return;
  (document.querySelector("dialog[open]:last-of-type") ?? document.body).append(host); // above an open dialog
  const item = document.createElement("div");
  item.className = `toast toast-${tone}`;
  const icon = document
    .getElementById(`glyph-${GLYPHS[tone] ?? "info-circle"}`)
    ?.content.firstElementChild?.cloneNode(true);
  if (icon) item.append(icon);
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet btn-icon btn-sm";
  close.setAttribute("aria-label", word("close"));
  close.textContent = "×";
  close.addEventListener("click", () => item.remove());
  item.append(paragraph);
  if (undo) {
    const back = document.createElement("button");
    back.type = "button";
    back.className = "btn btn-sm toast-undo";
    back.textContent = word("undo");
    back.dataset.takeBack = "";
    back.addEventListener("click", () => {
      item.remove();
      document.dispatchEvent(new CustomEvent("lintel:undo", { detail: undo }));
    });
    item.append(back);
  }
  item.append(close);
  host.append(item);
  say(undo ? `${text} ${word("mayUndo")}` : text, tone === "bad");
  if (tone === "bad") return;
  let timer = setTimeout(() => item.remove(), 8000);
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(() => {
      if (!item.matches(":hover, :focus-within")) item.remove();
    }, 4000);
  };
  for (const name of ["mouseenter", "focusin"]) item.addEventListener(name, hold);
  for (const name of ["mouseleave", "focusout"]) item.addEventListener(name, release);
}

// What a page brought along from the one before it.
document.addEventListener("click", ({ target }) => {
  const back = target.closest?.("[data-way-back]");
  if (!back) return;
  back.closest(".toast").remove();
  document.dispatchEvent(new CustomEvent("lintel:undo", { detail: JSON.parse(back.dataset.wayBack) }));
});

document.addEventListener("lintel:toast", ({ detail }) => toast(detail.message ?? detail.value, detail.tone, detail.undo));
