// Small menus are <details class="menu">; one is open at a time, Esc and a click elsewhere close it.
const open = () => [...document.querySelectorAll("details.menu[open]")];

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target) || event.target.closest(".menu-item")) menu.open = false;
});
document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.("details.menu") || !event.target.open) return;
    for (const menu of open()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
    event.target.classList.toggle("menu-end", event.target.getBoundingClientRect().left > window.innerWidth * 0.6);
  },
  true,
);
document.addEventListener(
  "keydown",
  (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (!menu) return;
    const items = [...menu.querySelectorAll(".menu-body a, .menu-body button, .menu-body input")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      (items[at + 1] ?? items[0])?.focus();
    }
    if (event.key === "ArrowUp") {
      event.preventDefault();
      (items[at - 1] ?? items.at(-1))?.focus();
    }
  },
  true,
);

// Tabs inside a page: buttons with data-tab="id-of-the-panel" in a role=tablist.
function show(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[data-tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", on);
    other.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(other.dataset.tab);
    if (panel) panel.hidden = !on;
  }
}
document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[data-tab]");
  if (tab) show(tab);
});
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-tab]");
  if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[data-tab]")];
  const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1) + tabs.length) % tabs.length];
  show(next);
  next.focus();
});

// Looks that are remembered on the server: navigation, density. The page changes at once, the request follows.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fold]");
  if (!button) return;
  const root = document.documentElement;
  const folded = root.dataset.nav !== "folded";
  root.dataset.nav = folded ? "folded" : "open";
  button.setAttribute("aria-expanded", String(!folded));
  remember("nav", root.dataset.nav);
});
export function remember(name, value) {
  const body = new URLSearchParams({ name, value });
  return fetch(document.body.dataset.looks, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  });
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
