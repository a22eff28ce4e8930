// Drawers: any link with data-drawer opens its page in a <dialog> at the side; drawers stack, and answers find their way.
import { afterFrame, closeSoon } from "./soon.js";
import { keep } from "./drafts.js";
import { say, toast } from "./say.js";
import { word } from "./words.js";

const stack = []; // {dialog, frame, opener, url}
let serial = 0;

const ask = (url, target, swap = "innerHTML", extra = {}) =>
  window.htmx.ajax("GET", url, { target, swap, source: target, ...extra }).catch(() => {}); // what went wrong is told by the handlers below
const here = () => location.pathname + location.search;

/** Open `url` in a new drawer above whatever is open. */
export function openDrawer(url, { wide = false, opener = document.activeElement } = {}) {
  const dialog = document.createElement("dialog");
  dialog.className = wide ? "drawer drawer-wide" : "drawer";
  dialog.setAttribute("aria-label", word("loading"));
  const frame = document.createElement("div");
  frame.dataset.frame = "drawer";
  frame.id = `drawer-${++serial}`;
  frame.tabIndex = -1;
  frame.innerHTML = `<div class="drawer-body"><div class="skeleton"></div><div class="skeleton"></div><div class="skeleton"></div></div>`;
  dialog.append(frame);
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    closeNext();
  });
  dialog.addEventListener("mousedown", (event) => {
    if (event.target === dialog && event.offsetX < 0) closeNext();
  });
  dialog.showModal();
  stack.push({ dialog, frame, opener, url });
  return ask(url, frame);
}

let opening = false;
/** Open a drawer once the touch has been answered: a modal dialog makes the browser look through the whole page behind it. */
function openNext(url, options) {
  if (opening) return;
  opening = true;
  afterFrame(() => {
    opening = false;
    openDrawer(url, options);
  });
}

const begun = (place) => place?.querySelector("form[data-dirty]:not([data-draft])");
const mayGo = ({ frame }) => !begun(frame) || window.confirm(word("leave"));

/** Close the topmost drawer once the touch has been answered, after asking when something typed would be lost. */
export function closeNext() {
  const top = stack.at(-1);
  if (!top || "closing" in top.dialog.dataset || !mayGo(top)) return;
  closeSoon(top.dialog, () => stack.includes(top) && closeDrawer(top));
}

/** Close a drawer without asking; focus goes back to what opened it. */
function closeDrawer(top = stack.at(-1)) {
  top.frame.querySelectorAll("form[data-draft]").forEach(keep); // not only every five seconds
  stack.splice(stack.indexOf(top), 1);
  const host = document.getElementById("toasts");
  if (host && top.dialog.contains(host)) document.body.append(host);
  top.dialog.close();
  top.dialog.remove();
  document.querySelectorAll("tr.opened").forEach((row) => row.classList.remove("opened"));
  const back = top.opener?.isConnected ? top.opener : (again(top) ?? document.getElementById("main"));
  back?.focus({ preventScroll: true });
}

/** The page was fetched again while the drawer was open: the same row's link, the same link, or the next best. */
function again({ opener, url }) {
  const href = opener?.getAttribute?.("href");
  const path = (url ?? href ?? "").split("?")[0];
  return (
    [...document.querySelectorAll("#rows tr[data-href]")]
      .find((row) => row.dataset.href.split("?")[0] === path)
      ?.querySelector("a") ??
    [...document.querySelectorAll("#main a[data-drawer]")].find((link) => link.getAttribute("href") === href && link.checkVisibility()) ??
    document.querySelector("#rows a.row-title")
  );
}

/** Whether the parts of the page below fetch themselves again when something was changed. */
const seesToItself = () => Boolean(document.querySelector("#main [hx-trigger*='lintel:changed']"));

/** The page below is out of date: one that does not see to itself is fetched again in place, but for a form somebody has begun to fill in. */
async function refreshPage() {
  refreshBehind();
  const main = document.getElementById("main");
  if (!main || begun(main) || seesToItself()) return;
  await Promise.all([...main.querySelectorAll("form[data-draft]")].map(keep)); // what was typed comes back with the page
  const top = window.scrollY;
  ask(here(), main, "outerHTML", { select: "#main" }).then(() => window.scrollTo(0, top));
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-close]")) {
    event.preventDefault();
    const d = target.closest("dialog");
    if (d && !d.classList.contains("drawer")) closeSoon(d);
    else closeNext();
    return;
  }
  const link = target?.closest("a[href]");
  if (link?.hasAttribute("data-drawer")) {
    event.preventDefault();
    link.closest("details.menu")?.removeAttribute("open");
    link.closest("tr")?.classList.add("opened");
    openNext(link.getAttribute("href"), { wide: link.dataset.drawer === "wide", opener: link });
    return;
  }
  if (link?.hasAttribute("data-step")) {
    // previous and next stay in the same drawer
    const top = stack.find(({ dialog }) => dialog.contains(link));
    if (top) {
      event.preventDefault();
      top.url = link.getAttribute("href");
      ask(top.url, top.frame);
      markOpened(top.url);
    }
    return;
  }
  const row = !link && target?.closest("tr[data-href]");
  if (row && !target.closest("button, input, label, summary, .check, .row-tools") && !String(getSelection()).trim())
    row.querySelector("a[data-drawer], a.row-title")?.click();
});

function markOpened(url) {
  const path = url.split("?")[0];
  document
    .querySelectorAll("tr[data-href]")
    .forEach((row) => row.classList.toggle("opened", row.dataset.href.split("?")[0] === path));
}

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, elt, target } = event.detail;
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) headers["X-CSRFToken"] = token.content;
  if (elt.closest?.(".drawer") || target?.closest?.(".drawer")) headers["X-Lintel-Frame"] = "drawer";
});

// A form on a whole page answers with a whole page: only its inside takes the place of ours.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, select, requestConfig } = event.detail;
  if (select || requestConfig?.elt?.closest?.("[hx-select]")) return; // it says itself which part it wants
  if (target?.dataset?.frame === "page" && !event.detail.selectOverride && /^\s*<!doctype/i.test(xhr.responseText))
    event.detail.selectOverride = "#main > *";
});

document.addEventListener("htmx:afterSwap", (event) => {
  const frame = event.detail.target;
  if (frame.id === "alert-body") return showAlert();
  const top = stack.at(-1);
  if (top?.frame !== frame) return;
  const title = frame.querySelector("h1");
  if (title) top.dialog.setAttribute("aria-label", title.textContent.trim());
  const wrong = frame.querySelector(".form-errors, [aria-invalid=true]");
  const first = wrong ?? frame.querySelector("[autofocus]") ?? title;
  if (first && !first.matches("input, select, textarea, button, a")) first.tabIndex = -1;
  first?.focus({ preventScroll: !wrong });
});

const path = (url) => url.split("?")[0];

/**
 * The deed was done to a thing this very page or its drawer speaks of: whoever skips a turn on the floor stays on the floor. On a
 * page that sees to itself a new entry of a list is no reason to leave either; elsewhere the thing may be gone, and its page with it.
 */
function isAbout(url, drawer) {
  const to = path(url);
  const within = to.length > 1 && drawer.url.startsWith(to);
  return to === location.pathname || (within && (/\/\d+\/$/.test(to) || seesToItself()));
}

/** The deed is done: {url, message, tone}. Where we are decides what is shown next. */
document.addEventListener("lintel:done", (event) => {
  const { url, message, tone = "ok", undo } = event.detail;
  const level = stack.findIndex(({ dialog }) => dialog.contains(event.target));
  if (level < 0 && !stack.length) {
    if (url) leave(url);
    return;
  }
  const below = stack.at(-2);
  if (below) {
    closeDrawer();
    ask(below.url, below.frame);
    refreshBehind();
  } else if (document.getElementById("rows") && url?.split("?")[0] === location.pathname) {
    closeDrawer(); // many rows were changed: the list below is what there is to see
    refreshBehind();
  } else if (document.getElementById("rows") && url && stack[0].url.split("?")[0] !== url.split("?")[0]) {
    stack[0].url = url;
    ask(url, stack[0].frame);
    refreshBehind();
  } else if (document.getElementById("rows")) {
    ask(stack[0].url, stack[0].frame);
    refreshBehind();
  } else if (url && !isAbout(url, stack[0])) {
    closeDrawer();
    leave(url); // something new stands there
  } else if (url && path(url) === path(stack[0].url)) {
    ask(stack[0].url, stack[0].frame); // done in the very drawer that shows the thing: it stays open
    refreshPage();
  } else {
    closeDrawer();
    refreshPage();
  }
  toast(message, tone, undo);
});

/** Something was taken back: whatever shows it is fetched anew. */
document.addEventListener("lintel:undone", () => {
  const top = stack.at(-1);
  if (top && !begun(top.frame)) ask(top.url, top.frame);
  refreshPage();
});

/** Go to another page; until it stands there, the thin line says that something is on its way. */
function leave(url) {
  document.documentElement.dataset.leaving = "";
  line?.classList.add("on");
  location.assign(url);
}
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  delete document.documentElement.dataset.leaving;
  line?.classList.remove("on");
});

function refreshBehind() {
  document.body.dispatchEvent(new CustomEvent("lintel:changed"));
}

function showAlert() {
  const dialog = document.getElementById("alert");
  if (!dialog.open) dialog.showModal();
  say(dialog.querySelector("h1, h2, p")?.textContent.trim(), true);
}

// Nothing fails in silence: a lost network, a time-out, an answer without words.
document.addEventListener("htmx:sendError", (event) => offline(event.detail.elt));
document.addEventListener("htmx:timeout", (event) => offline(event.detail.elt));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, target } = event.detail;
  const html = (xhr.getResponseHeader("Content-Type") ?? "").includes("html") && xhr.responseText.trim();
  if (!html) toast(word("failed"), "bad");
  else if (xhr.status === 401) location.reload();
  else if (target?.id !== "alert-body" && xhr.status >= 500) toast(word("failed"), "bad");
});
function offline(element) {
  if (element?.closest?.("[data-poll]")) return;
  toast(word(element?.closest?.("form") ? "unsaved" : "offline"), "wait");
}

// A thin line on top while something takes longer than a blink.
let waiting = 0,
  timer;
const line = document.querySelector(".progress-top");
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.closest?.("[data-poll]")) return;
  waiting += 1;
  timer ??= setTimeout(() => line?.classList.toggle("on", waiting > 0), 400);
  event.detail.target?.setAttribute?.("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute?.("aria-busy");
  if (event.detail.elt.closest?.("[data-poll]")) return;
  waiting = Math.max(0, waiting - 1);
  if (!waiting) {
    clearTimeout(timer);
    timer = undefined;
    line?.classList.remove("on");
  }
});
