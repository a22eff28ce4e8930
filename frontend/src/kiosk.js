// A tablet at the door: what a visitor left behind is cleared after half a minute, with ten seconds to say "still here".
import { say } from "./lintel/say.js";
import { fresh } from "./reception.js";

const NEWS = 600_000; // an untouched page is fetched again so often: it stays signed in and shows the notice in force
const AGAIN = 3000;
const place = () => document.querySelector("[data-kiosk]");
const warning = document.querySelector("[data-kiosk-warn]");
let touched = Date.now();
let used = false; // something was entered, or stands there to be read
let clearing = false;

function warn(left) {
  if (!warning) return;
  const on = left !== null;
  if (on) warning.querySelector("[data-kiosk-left]").textContent = left;
  if (warning.matches(":popover-open") === on) return;
  if (on) {
    warning.showPopover(); // above an open sheet as well
    say(place().dataset.said);
  } else warning.hidePopover();
}

function here() {
  touched = Date.now();
  used = true;
  if (!clearing) warn(null);
}

/** Nothing of the last visitor is left on the page, then the next one's form comes. */
async function clear() {
  clearing = true;
  warn(null);
  const main = place();
  for (const dialog of main.querySelectorAll("dialog[open]")) dialog.close();
  const form = main.querySelector("form[data-reception]");
  main.classList.add("kiosk-away");
  if (form?.hasAttribute("data-waiting")) {
    form.querySelectorAll("input:not([type=hidden])").forEach((input) => (input.disabled = true)); // what was sent is on its way
    form.querySelectorAll("input[type=text], input:not([type])").forEach((input) => (input.value = ""));
    clearing = used = false;
    return;
  }
  form?.reset();
  form?.querySelectorAll("input[type=text], input:not([type])").forEach((input) => (input.value = ""));
  try {
    const answer = await fetch(main.dataset.kiosk, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const there = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected || !there.querySelector("[data-kiosk]")) return location.replace(answer.url);
    fresh(there);
    scrollTo(0, 0);
    clearing = used = false;
    touched = Date.now();
  } catch {
    setTimeout(clear, AGAIN);
  }
}

function tick() {
  const main = place();
  if (!main || clearing) return;
  if (main.querySelector("[data-kiosk-used]")) used = true;
  const idle = Date.now() - touched;
  if (!used) {
    if (idle > NEWS && !main.querySelector("form[data-waiting]")) clear();
    return;
  }
  const left = Math.ceil(Number(main.dataset.clears) - idle / 1000);
  if (left <= 0) clear();
  else warn(left <= Number(main.dataset.warns) ? left : null);
}

if (place()) {
  for (const kind of ["pointerdown", "keydown", "input", "touchmove", "wheel"])
    addEventListener(kind, here, { capture: true, passive: true });
  addEventListener("pointermove", (event) => event.buttons && here(), { capture: true, passive: true });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-kiosk-fresh]")) return;
    event.preventDefault();
    clear();
  });
  history.replaceState(null, "", place().dataset.kiosk);
  setInterval(tick, 250);
}
