// The unit control board: a grid for the keyboard, a poll that swaps only what changed, and never what a hand is on.
import { openDrawer } from "./lintel/frames.js";
import { say } from "./lintel/say.js";

const root = () => document.querySelector("[data-board]");
const inside = (node) => node?.closest?.("[data-board]");
const cells = (host = root()) => [...(host?.querySelectorAll("a.u-in") ?? [])];
const words = (name, value = "") => (root()?.dataset[name] ?? "").replace("#", value);

// Moving about: one cell of the board is in the tab order, arrows move it.

function focusOn(link) {
  if (!link) return;
  for (const other of root().querySelectorAll('a.u-in[tabindex="0"]')) other.tabIndex = -1;
  link.tabIndex = 0;
  link.focus();
  link.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function neighbour(cell, down, right) {
  const row = cell.parentElement;
  if (right) {
    for (let next = cell; (next = right > 0 ? next.nextElementSibling : next.previousElementSibling);) {
      const link = next.querySelector("a.u-in");
      if (link) return link;
    }
    return null;
  }
  for (let next = row; (next = down > 0 ? next.nextElementSibling : next.previousElementSibling);) {
    const link = next.children[cell.cellIndex]?.querySelector("a.u-in");
    if (link) return link;
  }
  return acrossGrids(cell, down);
}

/** From the last row of one grid to the first of the next, and back. */
function acrossGrids(cell, down) {
  const grids = [...root().querySelectorAll(".board-grid")];
  const grid = grids[grids.indexOf(cell.closest(".board-grid")) + (down > 0 ? 1 : -1)];
  const rows = [...(grid?.tBodies[0].rows ?? [])];
  const row = down > 0 ? rows[0] : rows.at(-1);
  return (
    (row?.children[cell.cellIndex] ?? row?.lastElementChild)?.querySelector("a.u-in") ?? row?.querySelector("a.u-in")
  );
}

let typed = "",
  typedTimer;
function jump(key) {
  typed += key;
  clearTimeout(typedTimer);
  typedTimer = setTimeout(() => {
    if (typed.length > 2) say(words("nowhere", typed));
    typed = "";
  }, 1200);
  const near = document.activeElement?.closest?.(".board-grid");
  const found = [...cells(near ?? root()), ...cells()].find((link) => link.dataset.n === typed);
  if (!found) return;
  focusOn(found);
  say(words("found", found.getAttribute("aria-label")));
}

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.(".board-grid a.u-in");
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
  const cell = link.parentElement,
    row = cell.parentElement;
  const moves = {
    ArrowUp: () => neighbour(cell, -1, 0),
    ArrowDown: () => neighbour(cell, 1, 0),
    ArrowLeft: () => neighbour(cell, 0, -1),
    ArrowRight: () => neighbour(cell, 0, 1),
    Home: () => row.querySelector("a.u-in"),
    End: () => [...row.querySelectorAll("a.u-in")].at(-1),
  };
  if (moves[event.key]) {
    event.preventDefault();
    focusOn(moves[event.key]());
    return;
  }
  if (event.key === " " && selecting) {
    event.preventDefault();
    choose(cell, event.shiftKey);
    return;
  }
  if (document.documentElement.dataset.keys === "off") return;
  if (/^[0-9a-z]$/i.test(event.key)) {
    if (/^l$/i.test(event.key) && !typed) {
      hold(cell);
      event.preventDefault();
      return;
    }
    event.preventDefault();
    jump(event.key.toUpperCase());
  }
});

function hold(cell) {
  const pattern = root()?.dataset.hold;
  if (pattern) openDrawer(pattern.replace("/0/", `/${cell.id.slice(1)}/`), { opener: cell.querySelector("a") });
}

/** The card of the type beside the board that the cell is of. */
function showType(link) {
  for (const card of root().querySelectorAll(".type-card"))
    card.classList.toggle("on", card.dataset.type === link.dataset.t);
}

document.addEventListener("mouseover", (event) => {
  const link = event.target.closest?.(".board-grid a.u-in");
  if (link) showType(link);
  point(event);
});

/** A line that tells a change shows its cell. */
function point(event) {
  const told = event.target.closest?.("[data-goto]");
  for (const old of document.querySelectorAll(".u-point")) old.classList.remove("u-point");
  if (told) document.getElementById(told.dataset.goto)?.classList.add("u-point");
}

document.addEventListener("focusin", (event) => {
  if (!root()) return;
  point(event);
  const link = event.target.closest?.(".board-grid a.u-in");
  if (!link) return;
  showType(link);
  for (const other of root().querySelectorAll('a.u-in[tabindex="0"]')) if (other !== link) other.tabIndex = -1;
  link.tabIndex = 0;
});

// Choosing many units for one deed.

let selecting = false,
  swallow = false,
  lastChosen = null;
const chosen = () => [...root().querySelectorAll('td.u[aria-selected="true"]')];

function choose(cell, range) {
  const all = [...root().querySelectorAll("td.u")];
  const on = cell.getAttribute("aria-selected") !== "true";
  const from = range && lastChosen?.isConnected ? all.indexOf(lastChosen) : all.indexOf(cell);
  const [a, b] = [from, all.indexOf(cell)].sort((x, y) => x - y);
  for (const one of all.slice(a, b + 1)) one.setAttribute("aria-selected", String(on));
  lastChosen = cell;
  count();
}

function count() {
  const found = chosen();
  const bar = root().querySelector(".board-bulk");
  if (!bar) return;
  bar.querySelector("[data-board-count]").textContent = String(found.length);
  for (const link of bar.querySelectorAll("[data-board-deed]")) {
    link.href = `${link.dataset.boardDeed}?units=${found.map((cell) => cell.id.slice(1)).join(",")}`;
    link.toggleAttribute("aria-disabled", !found.length);
  }
}

function selectMode(on) {
  selecting = on;
  root().classList.toggle("selecting", on);
  document.querySelector("[data-board-select]")?.setAttribute("aria-pressed", String(on));
  root().querySelector(".board-bulk")?.toggleAttribute("hidden", !on);
  for (const cell of root().querySelectorAll("td.u"))
    on ? cell.setAttribute("aria-selected", "false") : cell.removeAttribute("aria-selected");
  if (on) count();
}

document.addEventListener(
  "click",
  (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-print]")) {
      window.print();
      return;
    }
    if (!root()) return;
    if (target.closest("[data-board-full]")) return full();
    if (target.closest("[data-wall-pause]")) return pauseWall();
    if (target.closest("[data-board-select]")) return selectMode(!selecting);
    if (target.closest("[data-board-none]")) return selectMode(false);
    if (target.closest("[data-board-all]")) {
      for (const cell of root().querySelectorAll("td.u"))
        cell.setAttribute("aria-selected", String(!cell.classList.contains("u-dim")));
      return count();
    }
    const deed = target.closest("[data-board-deed]");
    if (deed?.hasAttribute("aria-disabled")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const cell = target.closest("td.u");
    if (cell && swallow) {
      swallow = false;
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (cell && selecting) {
      event.preventDefault();
      event.stopImmediatePropagation();
      choose(cell, event.shiftKey);
    }
  },
  true,
);

// A long press on a phone selects.
let press;
document.addEventListener(
  "touchstart",
  (event) => {
    const cell = event.target.closest?.("td.u");
    if (!cell || selecting || !document.querySelector("[data-board-select]")) return;
    press = setTimeout(() => {
      selectMode(true);
      choose(cell, false);
      swallow = true;
    }, 600);
  },
  { passive: true },
);
for (const name of ["touchend", "touchmove", "touchcancel"])
  document.addEventListener(name, () => clearTimeout(press), { passive: true });

// Staying current: ask for changed cells only, rest while nobody looks, say so when the line is lost.

let failures = 0,
  timer,
  waiting = new Map();
let openedId = "";
const open = (node) => node.id === openedId && document.querySelector("dialog.drawer[open]") !== null;
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("[data-board] td.u, [data-board] tr[id^=u]");
  if (cell) openedId = cell.id;
});

function busy(node) {
  return node.contains(document.activeElement) || open(node);
}

function put(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old || old.dataset.v === fresh.dataset.v) return 0;
  if (busy(old)) {
    old.classList.add("u-stale");
    waiting.set(fresh.id, fresh);
    return 0;
  }
  const link = fresh.querySelector("a.u-in");
  const before = old.querySelector("a.u-in");
  if (link && before) link.tabIndex = before.tabIndex;
  if (old.hasAttribute("aria-selected")) fresh.setAttribute("aria-selected", old.getAttribute("aria-selected"));
  fresh.classList.add("u-fresh");
  old.replaceWith(fresh);
  return 1;
}

function settle() {
  for (const [id, fresh] of waiting) {
    const old = document.getElementById(id);
    if (!old) {
      waiting.delete(id);
      continue;
    }
    if (!busy(old)) {
      waiting.delete(id);
      put(fresh);
    }
  }
}
document.addEventListener("focusout", () => setTimeout(settle, 0));

async function poll() {
  const board = root();
  if (!board || "still" in board.dataset) return;
  try {
    const query = new URLSearchParams(board.dataset.query);
    query.set("since", board.dataset.since);
    const answer = await fetch(`${board.dataset.cells}?${query}`, {
      headers: { "X-Lintel-Poll": "1", "If-None-Match": `"${board.dataset.etag}"` },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(8000),
    });
    if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
    board.dataset.every = answer.headers.get("X-Board-Every") ?? board.dataset.every;
    if (answer.status === 200) take(board, answer, await answer.text());
    recovered(board);
  } catch {
    failures += 1;
    if (failures >= 2) lost(board);
  }
}

function take(board, answer, html) {
  const fragment = document.createElement("template");
  fragment.innerHTML = html;
  let changed = 0;
  for (const fresh of [...fragment.content.querySelectorAll("td.u, tr[id]")]) changed += put(fresh);
  const totals = fragment.content.getElementById("board-totals");
  const shown = document.getElementById("board-totals");
  if (totals && shown && !shown.contains(document.activeElement)) shown.replaceWith(totals);
  board.dataset.since = answer.headers.get("X-Board-Since") ?? board.dataset.since;
  board.dataset.etag = (answer.headers.get("ETag") ?? "").replace(/^W\//, "").replaceAll('"', "");
  if (changed) say(words("changed", String(changed)));
  settle();
  tick();
}

function recovered(board) {
  failures = 0;
  board.classList.remove("board-lost");
  const banner = document.getElementById("board-banner");
  if (banner) banner.hidden = true;
  const at = document.getElementById("board-at");
  if (at) at.textContent = new Date().toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
}

function lost(board) {
  board.classList.add("board-lost");
  const banner = document.getElementById("board-banner");
  if (!banner || !banner.hidden) return;
  banner.textContent = words("lost", document.getElementById("board-at")?.textContent ?? "");
  banner.hidden = false;
}

/** One's own hold is about to end: said once at five minutes and once at one. */
const told = new Set();
function warn(node, left) {
  const stage = left <= 60 ? "ending1" : left <= 300 ? "ending" : "";
  const once = `${node.id} ${node.dataset.holdUntil} ${stage}`;
  if (!stage || !left || told.has(once)) return;
  told.add(once);
  const name = node.querySelector("[data-n]")?.dataset.n ?? node.querySelector(".row-title")?.textContent ?? "";
  say(words(stage, name), stage === "ending1");
}

/** Time left of each hold, as minutes and seconds. */
function tick() {
  const now = Date.now() / 1000;
  for (const node of document.querySelectorAll("[data-board] [data-hold-until]")) {
    const left = Math.max(0, Math.round(Number(node.dataset.holdUntil) - now));
    if ("mine" in node.dataset) warn(node, left);
    const place = node.querySelector(".u-left");
    if (place)
      place.textContent =
        left > 5999 ? "" : `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
  }
}

function schedule() {
  clearTimeout(timer);
  if (!root() || document.hidden || "still" in root().dataset) return; // the past does not change
  timer = setTimeout(
    async () => {
      await poll();
      schedule();
    },
    1000 * Number(root().dataset.every || 10),
  );
}

// The whole screen, for the morning meeting.

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else root()?.requestFullscreen?.();
}
document.addEventListener("fullscreenchange", () => {
  document
    .querySelector("[data-board-full]")
    ?.setAttribute("aria-pressed", String(document.fullscreenElement !== null));
});

// The wall: as many buildings as fit side by side, then the next ones.

const WALL_COLUMNS = 16;
let pages = [],
  shownPage = 0,
  wallTimer;

function wall() {
  const host = root();
  if (!host?.dataset.wall) return;
  pages = [];
  let used = Infinity;
  for (const block of host.querySelectorAll(".board-building")) {
    const columns = Number(/cols-(\d+)/.exec(block.className)?.[1] ?? 4) + 1;
    if (used + columns > WALL_COLUMNS) {
      pages.push([]);
      used = 0;
    }
    pages.at(-1).push(block);
    used += columns;
  }
  const rows = (block) =>
    [...block.querySelectorAll("tr")].length + 1.4 * (block.querySelectorAll("section").length - 1);
  for (const page of pages) {
    const most = Math.max(12, ...page.map(rows));
    for (const block of page) block.style.setProperty("--rows", String(most));
  }
  turn(0);
  const button = host.querySelector("[data-wall-pause]");
  if (button) button.hidden = pages.length < 2;
  clearInterval(wallTimer);
  if (pages.length > 1)
    wallTimer = setInterval(
      () => {
        if (button?.getAttribute("aria-pressed") !== "true") turn((shownPage + 1) % pages.length);
      },
      1000 * Number(host.dataset.wall),
    );
}

function turn(to) {
  shownPage = to;
  pages.forEach((page, at) => {
    for (const block of page) block.hidden = at !== to;
  });
  const said = root().querySelector("[data-wall-page]");
  if (said && pages.length > 1) said.textContent = `${to + 1} / ${pages.length}`;
}

function pauseWall() {
  const button = root().querySelector("[data-wall-pause]");
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
}

function begin() {
  wall();
  const fullButton = root().querySelector("[data-board-full]");
  if (fullButton) fullButton.hidden = !document.fullscreenEnabled;
  const first = cells()[0];
  if (first && !root().querySelector('a.u-in[tabindex="0"]')) first.tabIndex = 0;
  tick();
  schedule();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && root()) poll().then(schedule);
  else clearTimeout(timer);
});
document.addEventListener("lintel:changed", () => {
  if (root()) poll().then(schedule);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (root() && (inside(event.detail.target) || event.detail.target?.id === "main")) begin();
});
if (root()) {
  setInterval(tick, 1000);
}
document.addEventListener("DOMContentLoaded", () => {
  if (root()) begin();
});
if (document.readyState !== "loading" && root()) begin();
