// Two minutes before the session ends a dialog says so; one key extends it.
import { word } from "./words.js";

const seconds = Number(document.body.dataset.idle || 0);
const WARNING = 120;
let ends = Date.now() + seconds * 1000;
const dialog = document.getElementById("idle");

const renew = () => {
  ends = Date.now() + seconds * 1000;
};
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !event.detail.elt.closest?.("[data-poll]")) renew();
});
dialog?.addEventListener("close", async () => {
  const answer = await fetch(document.body.dataset.alive, { headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (answer?.ok && !answer.redirected) renew();
  else location.reload();
});
if (seconds)
  setInterval(() => {
    const left = Math.round((ends - Date.now()) / 1000);
    if (left <= 0) {
      location.reload();
      return;
    }
    if (left > WARNING || !dialog) return;
    if (!dialog.open) dialog.showModal();
    const clock = dialog.querySelector("[data-left]");
    if (clock) clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }, 1000);

// A revealed value hides itself again; a countdown shows how long is left.
setInterval(() => {
  for (const element of document.querySelectorAll("[data-hide-at]")) {
    const left = Math.ceil((Number(element.dataset.hideAt) - Date.now()) / 1000);
    if (left <= 0) {
      element.replaceWith(Object.assign(document.createElement("span"), { textContent: element.dataset.mask }));
      continue;
    }
    const clock = element.querySelector("[data-seconds]");
    if (clock) clock.textContent = `${left}${word("second")}`;
  }
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.round((Date.parse(element.dataset.until) - Date.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const rest = `${String(Math.floor(left / 60) % 60).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}`;
    element.textContent = hours ? `${hours}:${rest}` : rest;
    element.classList.toggle("text-danger", left <= 60);
  }
}, 1000);
document.addEventListener("htmx:load", (event) => {
  for (const element of [event.detail.elt, ...(event.detail.elt.querySelectorAll?.("[data-hide-in]") ?? [])])
    if (element.dataset?.hideIn) element.dataset.hideAt = Date.now() + Number(element.dataset.hideIn) * 1000;
});

// An office is being made anew: as soon as the old one no longer knows us, its sign-in page is there.
const anew = document.querySelector("[data-until-anew]");
if (anew)
  setInterval(async () => {
    const answer = await fetch(anew.dataset.untilAnew, { redirect: "manual" }).catch(() => null);
    if (answer?.type === "opaqueredirect") location.assign(anew.dataset.then);
  }, 1500);
