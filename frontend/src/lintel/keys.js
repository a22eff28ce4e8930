// Keyboard: works wherever the focus is, rests while somebody types, and can be switched off (data-keys="off") or given
// other keys (data-keymap="next:j previous:k …"). What a key presses carries data-key and the usual letter.
import { edit } from "./cells.js";
import { closeNext } from "./frames.js";

const root = document.documentElement;
const USUAL = { edit: "e", follow: "f", new: "n" };
const map = Object.fromEntries((root.dataset.keymap ?? "").split(" ").map((pair) => [pair.slice(pair.indexOf(":") + 1), pair.split(":")[0]]));
const moved = new Set(Object.entries(USUAL).flatMap(([name, letter]) => (map[letter] === name ? [] : [letter])));

const typing = (element) =>
  element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") ||
  element?.closest?.("[role=grid], [role=combobox]");
const rows = () => [...document.querySelectorAll("#rows tr[data-href], #rows .inbox-row")];
const here = () => rows().find((row) => row.contains(document.activeElement));
const press = (selector, within = document) => {
  const found = within.querySelector(selector);
  found?.click();
  if (found?.matches("summary")) found.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
  return Boolean(found);
};

function move(step) {
  const dialog = [...document.querySelectorAll("dialog.drawer[open]")].at(-1);
  if (dialog) return press(`[data-step="${step > 0 ? "next" : "previous"}"]`, dialog);
  const all = rows();
  if (!all.length) return false;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  const link = next.querySelector("a.row-title, a.inbox-link, a[data-drawer]");
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

/** A letter that a screen offers: first in the row where the focus is, then in what lies on top. */
function offered(letter) {
  const row = here();
  if (row && press(`[data-row-key="${letter}"]`, row)) return true;
  return press(`[data-key="${letter}"]`, [...document.querySelectorAll("dialog[open]")].at(-1) ?? document);
}

const COMMANDS = {
  next: () => move(1),
  previous: () => move(-1),
  choose: () => {
    const box = here()?.querySelector("[name=chosen], [form=inbox-batch]");
    if (!box) return false;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  },
  edit: () => {
    const pencil = here()?.querySelector("[data-cell]");
    if (!pencil) return offered("e");
    edit(pencil);
    return true;
  },
  follow: () => offered("f"),
  new: () => offered("n"),
  undo: () => press("[data-take-back]"),
  search: () => {
    const box = document.querySelector(".filters input[name=q]") ?? document.querySelector("[data-palette]");
    if (!box) return false;
    if (box.matches("input")) box.focus();
    else box.click();
    return true;
  },
  go: () => {
    going = Date.now();
    return true;
  },
  sheet: () => {
    const sheet = document.getElementById("keys");
    if (sheet && !sheet.open) sheet.showModal();
    return true;
  },
};

let going = 0; // when G was pressed: the next letter names a page

function went(key) {
  if (Date.now() - going > 1500) return false;
  going = 0;
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !typing(event.target) && document.querySelector("dialog[open]")?.matches(".drawer"))
    closeNext();
  if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (key.length !== 1) return;
  const command = map[key];
  const done = went(key) || (command ? COMMANDS[command]?.() : !moved.has(key) && /^[a-z]$/.test(key) && offered(key));
  if (done) event.preventDefault();
});

// The sheet closes when its link opens the page where keys are chosen.
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("[data-close-sheet]")) document.getElementById("keys")?.close();
  },
  true,
);
