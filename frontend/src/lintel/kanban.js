// A list as a kanban: a card goes to another column by its menu or by dragging; the server decides, and says why not.
import { ask, failed, told } from "./cells.js";
import { beside } from "./lists.js";

const board = () => document.querySelector("[data-kanban]");
const pile = (value) => [...document.querySelectorAll("[data-pile]")].find((one) => one.dataset.pile === value);
const said = () => document.querySelector("[data-kanban-said]");

/** Put a card as the server drew it on top of its column; the focus stays with it. */
function place(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.firstElementChild;
  if (!fresh || !board()) return;
  document.getElementById(fresh.id)?.remove();
  pile(fresh.dataset.at)?.prepend(fresh);
  fresh.classList.add("changed");
  (fresh.querySelector("summary") ?? fresh.querySelector("a"))?.focus();
}

function refused(html) {
  const place = said();
  place.innerHTML = html;
  if (place.querySelector("[data-stale]")) document.body.dispatchEvent(new CustomEvent("lintel:changed"));
}

/** Ask the server to move `card`; answers whether it did. */
async function move(card, to) {
  const name = board().dataset.kanban;
  const [path, query] = card.dataset.href.split("?");
  const fields = { [name]: to, _stamp: card.dataset.stamp, _key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` };
  card.setAttribute("aria-busy", "true");
  said().replaceChildren();
  try {
    const { status, html, events } = await ask(`${path}cell/${name}/?${query}&look=${name}`, fields);
    if (status === 200) {
      place(html);
      told(events);
      return true;
    }
    refused(html);
  } catch {
    failed();
  }
  card.removeAttribute("aria-busy");
  return false;
}

document.addEventListener("lintel:card", ({ detail }) => place(detail));
document.addEventListener("lintel:counted", ({ detail }) => {
  for (const one of document.querySelectorAll("[data-count]")) one.textContent = detail[one.dataset.count] ?? "0";
});

// The menu of a card: every column but its own, filled when it opens.
document.addEventListener(
  "toggle",
  ({ target: menu }) => {
    if (!menu.matches?.("details.card-move") || !menu.open) return;
    const choices = document.getElementById("kanban-moves").content.cloneNode(true);
    choices.querySelector(`[data-move-to="${CSS.escape(menu.closest(".kanban-card").dataset.at)}"]`)?.remove();
    menu.querySelector(".menu-body").replaceChildren(choices);
    beside(menu).querySelector("button")?.focus({ preventScroll: true }); // scrolling would close it again
  },
  true,
);
document.addEventListener("scroll", () => document.querySelectorAll("details.card-move[open]").forEach(beside), { capture: true, passive: true });
document.addEventListener("click", async (event) => {
  const choice = event.target.closest?.("[data-move-to]");
  if (!choice) return;
  const card = choice.closest(".kanban-card");
  card.querySelector("summary").focus();
  await move(card, choice.dataset.moveTo);
});

// Dragging is for a desk with a mouse; its script comes only there.
function draggable() {
  for (const list of board().querySelectorAll("[data-pile]"))
    window.Sortable.get(list) ??
      window.Sortable.create(list, {
        group: { name: "kanban", put: (to) => "takes" in to.el.dataset },
        sort: false,
        draggable: ".kanban-card[data-stamp]",
        filter: ".card-move",
        preventOnFilter: false,
        forceFallback: true, // the browser's own dragging shows a picture of the card that reduced motion cannot still
        fallbackTolerance: 5,
        fallbackOnBody: true,
        animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
        onEnd: async ({ item, from, to, oldIndex }) => {
          if (from === to || (await move(item, to.dataset.pile))) return;
          from.insertBefore(item, from.children[oldIndex] ?? null); // refused: back to where it was
        },
      });
}
function ready() {
  const here = board();
  if (!here) return;
  if (!("moves" in here.dataset) || !window.matchMedia("(min-width: 768px) and (pointer: fine)").matches) return;
  if (window.Sortable) draggable();
  else if (!document.querySelector(`script[src="${here.dataset.script}"]`)) {
    const script = Object.assign(document.createElement("script"), { src: here.dataset.script });
    script.addEventListener("load", () => board() && draggable());
    script.addEventListener("error", () => script.remove()); // the menus are there
    document.head.append(script);
  }
}

// On a phone one column is in sight; its tab says which.
function sighted(here) {
  const edge = here.getBoundingClientRect().left;
  const away = (one) => Math.abs(one.getBoundingClientRect().left - edge);
  const nearest = [...here.querySelectorAll(".kanban-pile")].reduce((a, b) => (away(b) < away(a) ? b : a));
  for (const tab of document.querySelectorAll(".kanban-tabs a")) {
    if (tab.hash === `#${nearest.id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}
document.addEventListener("scroll", ({ target }) => target.matches?.("[data-kanban]") && sighted(target), { capture: true, passive: true });
document.addEventListener("click", (event) => {
  const tab = event.target.closest?.(".kanban-tabs a");
  if (!tab) return;
  event.preventDefault();
  const wanted = document.querySelector(tab.hash);
  wanted.parentElement.scrollTo({ left: wanted.offsetLeft - wanted.parentElement.offsetLeft });
});

// "More" is replaced by the cards it brought: the focus goes to the first of them.
let before = null;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  before = detail.target.matches?.(".kanban-more") ? detail.target.previousElementSibling : null;
});
document.addEventListener("htmx:afterSettle", () => {
  before?.nextElementSibling?.querySelector("a")?.focus();
  before = null;
});
document.addEventListener("htmx:load", ready);
ready();
