// The customer's page: tabs that need no request, copyable words, and a time of one's own only when it is wanted.
import { say, toast } from "./lintel/say.js";

function show(tabs, id) {
  tabs.querySelectorAll(":scope > .tabs > .tab").forEach((tab) => {
    const on = tab.hash === `#${id}`;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  });
  tabs.querySelectorAll(":scope > .tab-pane").forEach((pane) => {
    pane.hidden = pane.id !== id;
  });
}

function dress(root) {
  root.querySelectorAll("[data-tabs]").forEach((tabs) => {
    const wanted = location.hash.slice(1);
    const first = tabs.querySelector(".tab")?.hash.slice(1);
    show(
      tabs,
      tabs.querySelector(`:scope > .tab-pane[id="${CSS.escape(wanted)}"]`) && !tabs.closest("dialog") ? wanted : first,
    );
  });
  root.querySelectorAll(".composer").forEach(ownTime);
  root.querySelectorAll(".composer .form-errors, .composer .refusal, .composer .notice").forEach((wrong) => open(wrong.closest(".composer")));
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[data-tabs] > .tabs > .tab");
  if (tab) {
    event.preventDefault();
    show(tab.closest("[data-tabs]"), tab.hash.slice(1));
    if (!tab.closest("dialog")) history.replaceState(history.state, "", tab.hash);
    return;
  }
  const elsewhere = event.target.closest?.("[data-tab-link]");
  if (elsewhere) {
    const tab = (elsewhere.closest("dialog") ?? document).querySelector(`[data-tabs] .tab[href="${elsewhere.hash}"]`);
    event.preventDefault();
    tab?.click();
    tab?.focus();
    return;
  }
  const asked = event.target.closest?.("[data-compose]"); // the button of the page's head writes where the history is
  const composer = asked ? (asked.closest("dialog") ?? document).querySelector("[data-composer]") : event.target.closest?.("[data-composer]");
  if (composer) open(composer);
  if (asked) composer?.elements.text.focus();
  else document.querySelectorAll("[data-composer].is-open").forEach(close);
  const copy = event.target.closest?.("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => toast(copy.dataset.copied));
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-tabs] > .tabs > .tab");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const all = [...tab.parentElement.querySelectorAll(".tab")];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  next.click();
  next.focus();
  say(next.textContent.trim());
});

/** The composer is one line until it is touched; what was begun keeps it open. */
function open(form) {
  form.classList.add("is-open");
}
function close(form) {
  if (!form.elements.text.value.trim() && !form.querySelector(".form-errors, .refusal, .notice")) form.classList.remove("is-open");
}
document.addEventListener("focusin", (event) => {
  const form = event.target.closest?.("[data-composer]");
  if (form && event.target.matches("textarea, input:not([type=radio])")) open(form);
});

function ownTime(form) {
  const own = form.querySelector("[data-when] input:checked")?.value === "own";
  const place = form.querySelector("[data-own-time]");
  if (place) place.hidden = !own;
}
document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".composer");
  if (form && event.target.name === "when") ownTime(form);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  dress(target.isConnected ? target : document); // a page fetched again in place is no longer the element that was asked for
});
document.documentElement.classList.add("has-js");
dress(document);
