// Keyboard: works wherever the focus is, rests while somebody types, and can be switched off (data-keys="off").
import { closeDrawer } from "./frames.js";

const typing = (element) =>
  element?.matches?.("input, textarea, select, [contenteditable]") || element?.closest?.("[role=grid]");
const rows = () => [...document.querySelectorAll("#rows tr[data-href]")];

function move(step) {
  const dialog = [...document.querySelectorAll("dialog.drawer[open]")].at(-1);
  if (dialog) {
    dialog.querySelector(`[data-step="${step > 0 ? "next" : "previous"}"]`)?.click();
    return;
  }
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  next?.querySelector("a.row-title, a[data-drawer]")?.focus();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const box = document.querySelector(".bar-search input");
    if (box?.offsetParent) {
      event.preventDefault();
      box.focus();
      box.select();
    }
    return;
  }
  if (
    document.documentElement.dataset.keys === "off" ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    typing(event.target)
  )
    return;
  const inDialog = document.querySelector("dialog[open]");
  const press =
    {
      j: () => move(1),
      k: () => move(-1),
      "/": () =>
        (document.querySelector(".filters input[name=q]") ?? document.querySelector(".bar-search input"))?.focus(),
      "?": () => {
        const sheet = document.getElementById("keys");
        if (sheet && !sheet.open) sheet.showModal();
      },
    }[event.key] ??
    ((/^[a-z]$/.test(event.key) && (inDialog ?? document).querySelector(`[data-key="${event.key}"]`)) || null);
  if (press instanceof Element) {
    event.preventDefault();
    press.click();
    press.matches("summary") && press.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
    return;
  }
  if (press) {
    event.preventDefault();
    press();
  }
  if (event.key === "Escape" && inDialog?.classList.contains("drawer")) closeDrawer();
});
