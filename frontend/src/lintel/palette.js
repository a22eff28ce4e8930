// Ctrl K: a combobox over a listbox. Words travel by POST and nothing is kept in the browser.
import { say } from "./say.js";

const dialog = document.getElementById("palette");
const form = dialog?.querySelector("form");
const input = dialog?.querySelector("[role=combobox]");
const list = document.getElementById("palette-list");
let timer;
let asked; // the question on its way
let opener;
let shown; // the words whose results are in the list

const options = () => [...list.querySelectorAll("[role=option]")];
const current = () => list?.querySelector("[role=option][aria-selected=true]");

function choose(option) {
  current()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const words = input.value;
  try {
    const answer = await fetch(form.dataset.url, {
      method: "POST",
      body: new URLSearchParams({ q: words }),
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content, "X-Lintel-Frame": "part" },
      signal: asked.signal,
    });
    if (answer.redirected || answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    list.innerHTML = await answer.text();
    shown = words;
  } catch (error) {
    if (error.name === "AbortError") return;
    list.textContent = "";
  }
  input.setAttribute("aria-expanded", String(options().length > 0));
  choose(options()[0]);
  say(list.querySelector("[data-say]")?.dataset.say);
}

export function openPalette() {
  if (!dialog || dialog.open) return;
  opener = document.activeElement;
  dialog.showModal();
  input.value = "";
  input.focus();
  ask();
}

function close() {
  if (!dialog.open) return;
  asked?.abort();
  clearTimeout(timer);
  dialog.close();
  input.value = "";
  list.textContent = "";
  input.setAttribute("aria-expanded", "false");
}

function go(option) {
  const link = option.cloneNode();
  link.removeAttribute("role");
  link.removeAttribute("id");
  link.hidden = true;
  close();
  opener?.isConnected && opener.focus({ preventScroll: true });
  document.body.append(link); // a click like any other: drawers listen for it
  link.click();
  link.remove();
}

document.addEventListener("keydown", (event) => {
  if (!dialog || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog.open) close();
    else openPalette();
  }
});
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("[data-palette]");
    if (!link || !dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openPalette();
  },
  true,
);

if (dialog) {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const at = all.indexOf(current());
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (to !== undefined && all.length) {
      event.preventDefault();
      choose(all[event.key.startsWith("Page") ? Math.min(all.length - 1, Math.max(0, to)) : (to + all.length) % all.length]);
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      opener?.isConnected && opener.focus({ preventScroll: true });
    }
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      if (input.value.trim()) form.submit();
      return;
    }
    clearTimeout(timer);
    if (shown !== input.value) await ask(); // what is opened is what was typed, not what was there before
    const option = current();
    if (option) go(option);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(option);
  });
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== current()) choose(option);
  });
  dialog.querySelector("[data-palette-close]").addEventListener("click", close);
  dialog.addEventListener("mousedown", (event) => {
    if (event.target === dialog) close();
  });
}
