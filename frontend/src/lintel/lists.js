// Lists: choosing rows, the bar that acts on them, and the count that is read out after a search.
import { afterFrame } from "./soon.js";
import { say, toast } from "./say.js";
import { word } from "./words.js";

const boxes = () => [...document.querySelectorAll("#rows [name=chosen]")];

/** What is ticked, and whether that stands for everything the conditions find. */
function choice() {
  const all = boxes();
  const whole = document.querySelector("[data-whole]");
  return { all, chosen: all.filter((box) => box.checked), whole, everything: whole?.dataset.on === "1" };
}

function paintRows({ all, chosen } = choice()) {
  for (const box of all) box.closest("tr").classList.toggle("selected", box.checked);
  const head = document.querySelector("[data-choose-all]");
  if (!head) return;
  head.checked = chosen.length > 0 && chosen.length === all.length;
  head.indeterminate = chosen.length > 0 && chosen.length < all.length;
}

function paintBar({ all, chosen, whole, everything } = choice()) {
  const bar = document.querySelector(".bulkbar");
  if (!bar) return;
  bar.hidden = !chosen.length;
  document.querySelector(".toolbar")?.toggleAttribute("hidden", chosen.length > 0);
  const full = chosen.length === all.length;
  const label = bar.querySelector("[data-chosen]");
  if (label) {
    const words = everything ? label.dataset.all : full ? label.dataset.page : word("chosen");
    label.textContent = words.replace("#", everything ? whole.querySelector("[data-number]").textContent : chosen.length);
  }
  if (whole) {
    const offer = chosen.length > 0 && full && document.querySelector("[data-more]") && !everything;
    if (offer && whole.hidden) document.body.dispatchEvent(new CustomEvent("lintel:whole")); // only now is it counted
    whole.hidden = !offer;
  }
  for (const link of bar.querySelectorAll("a[data-bulk]")) {
    const query = new URLSearchParams(link.dataset.query ?? "");
    if (everything) query.set("all", "1");
    else chosen.forEach((box) => query.append("chosen", box.value));
    link.href = `${link.dataset.bulk}?${query}`;
  }
}

function paint() {
  const now = choice();
  paintRows(now);
  paintBar(now);
}

let coming = false;
/** The tick and its row answer the touch; the bar, which makes the whole card anew, comes with the next frame. */
function paintSoon() {
  paintRows();
  if (coming) return;
  coming = true;
  afterFrame(() => {
    coming = false;
    paintBar();
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-choose-all]"))
    boxes().forEach((box) => {
      box.checked = event.target.checked;
    });
  if (event.target.matches?.("[data-choose-all], [name=chosen]")) {
    const whole = document.querySelector("[data-whole]");
    if (whole) whole.dataset.on = "";
    paintSoon();
  }
});
const whole0 = () => document.querySelector("[data-whole]");
let last = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#rows [name=chosen]");
  if (box && box.type === "checkbox") {
    const all = boxes();
    if (event.shiftKey && last?.isConnected) {
      const [a, b] = [all.indexOf(last), all.indexOf(box)].sort((x, y) => x - y);
      all.slice(a, b + 1).forEach((one) => {
        one.checked = box.checked;
      });
      paint();
    }
    last = box;
  }
  const whole = event.target.closest?.("[data-whole]");
  if (whole) {
    whole.dataset.on = "1";
    paint();
    document.querySelector(".bulkbar a[data-bulk]")?.focus();
    say(document.querySelector("[data-chosen]").textContent);
  }
  const step = event.target.closest?.("[data-order] [data-move]");
  if (step) {
    const item = step.closest("li");
    if (step.dataset.move === "-1") item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    step.focus();
  }
  if (event.target.closest?.("[data-choose-none]")) {
    if (whole0()) whole0().dataset.on = "";
    boxes().forEach((one) => {
      one.checked = false;
    });
    paint();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  const rows = document.getElementById("rows");
  say(rows?.querySelector("[data-say]")?.dataset.say);
  paint();
});

/** Lay the body of an open menu beside its button, over whatever scrolls, and answer it. */
export function beside(menu) {
  const body = menu.querySelector(".menu-body");
  const box = menu.querySelector("summary").getBoundingClientRect();
  const below = window.innerHeight - box.bottom;
  const above = box.top - (document.querySelector(".bar")?.offsetHeight ?? 0);
  const down = below > 260 || below > above;
  body.style.position = "fixed"; // a table that scrolls would cut it off
  body.style.right = `${document.documentElement.clientWidth - box.right}px`;
  body.style.left = "auto";
  body.style.top = down ? `${box.bottom + 4}px` : "auto";
  body.style.bottom = down ? "auto" : `${window.innerHeight - box.top + 4}px`;
  body.style.maxHeight = `${(down ? below : above) - 12}px`;
  return body;
}

// The deeds behind the three dots of a row come when they are asked for.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("details.row-more") || !menu.open) return;
    const body = beside(menu);
    if (body.dataset.url) return;
    body.dataset.url = `${menu.closest("tr").dataset.href.split("?")[0]}more/`;
    body.setAttribute("aria-busy", "true");
    fetch(body.dataset.url, { headers: { "X-Lintel-Frame": "part" } })
      .then(async (answer) => {
        if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
        body.innerHTML = await answer.text();
        if (menu.open) body.querySelector("a, button")?.focus();
      })
      .catch(() => {
        delete body.dataset.url;
        menu.open = false;
        toast(word("failed"), "bad");
      })
      .finally(() => body.removeAttribute("aria-busy"));
  },
  true,
);
document.addEventListener("scroll", () => document.querySelectorAll("details.row-more[open]").forEach((menu) => (menu.open = false)), { capture: true, passive: true });

// A table that has to be scrolled sideways can be scrolled by keyboard too.
function reachable() {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    const slides = wrap.scrollWidth > wrap.clientWidth;
    wrap.classList.toggle("slides", slides);
    if (slides) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
    lying(wrap);
  }
}
// Where something lies under the deeds at the end of the rows, they cast a shadow.
function lying(wrap) {
  wrap.classList.toggle("lies-under", wrap.scrollWidth - wrap.clientWidth - wrap.scrollLeft > 1);
}
document.addEventListener("scroll", (event) => event.target.matches?.(".table-wrap") && lying(event.target), { capture: true, passive: true });
// A table grows and shrinks by itself too: when one of its cells is opened to be changed.
const sizes = new ResizeObserver(reachable);
function watch() {
  sizes.disconnect();
  for (const table of document.querySelectorAll(".table-wrap > table")) sizes.observe(table);
}
reachable();
watch();
document.addEventListener("htmx:afterSettle", () => {
  reachable();
  watch();
});
window.addEventListener("resize", reachable);

// On a phone the conditions are a sheet: what is chosen there is asked for with its button, not with every change.
document.addEventListener(
  "toggle",
  (event) => {
    const sheet = event.target;
    if (!sheet.matches?.(".filters-sheet") || sheet.dataset.quiet) return;
    sheet.dataset.quiet = "1";
    sheet.addEventListener("change", (change) => change.stopPropagation());
  },
  true,
);

// A condition of several values is sent when its menu closes, not with every tick; Esc leaves it as it was.
const ticks = (menu) => [...menu.querySelectorAll("input[type=checkbox]")];
document.addEventListener(
  "change",
  (event) => {
    const { target } = event;
    if (target.closest?.("[data-several]")) event.stopPropagation();
    if (target.matches?.(".filter-period select") && target.value === "own") {
      event.stopPropagation(); // the days come first
      target.parentElement.querySelector("[data-day]").focus();
    }
  },
  true,
);
document.addEventListener(
  "keydown",
  (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("[data-several]");
    if (menu) for (const tick of ticks(menu)) tick.checked = tick.defaultChecked;
  },
  true,
);
document.addEventListener(
  "toggle",
  ({ target: menu }) => {
    if (!menu.matches?.("[data-several]") || menu.open || menu.closest(":popover-open")) return;
    if (ticks(menu).some((tick) => tick.checked !== tick.defaultChecked)) menu.closest("form").requestSubmit();
  },
  true,
);

// What was just made or changed is marked when its list comes back: the row the deed led to, and the row it began at.
const touched = new Set();
const pathOf = (url) => new URL(url, location.href).pathname;
document.addEventListener(
  "lintel:done",
  ({ detail }) => {
    if (detail.url) touched.add(pathOf(detail.url));
    for (const row of document.querySelectorAll("#rows tr.opened")) touched.add(pathOf(row.dataset.href));
  },
  true,
);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  for (const row of document.querySelectorAll("#rows tr[data-href]"))
    if (touched.has(pathOf(row.dataset.href))) row.classList.add("changed");
  touched.clear();
});

// The table alone, over the whole screen: a class of the page, so that filters, pages and drawers do not end it.
const root = document.documentElement;
const pressed = () => document.querySelector("[data-list-full]")?.setAttribute("aria-pressed", String(root.classList.contains("list-full")));
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-list-full]")) return;
  const full = root.classList.toggle("list-full");
  pressed();
  if (full) root.requestFullscreen?.().catch(() => {}); // refused by the browser: it fills the window at least
  else if (document.fullscreenElement) document.exitFullscreen();
});
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement) root.classList.remove("list-full");
  pressed();
});
document.addEventListener("htmx:afterSettle", pressed);
