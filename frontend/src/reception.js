// The desk: one look-up at the eleventh digit, and a registration that survives a lost network with the same key.
import { carry, signing } from "./signing.js";

const RETRY = 3000;

const digits = (text) =>
  text
    .normalize("NFKC")
    .replace(/\D/g, "")
    .replace(/^86(?=1\d{10}$)/, "");
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

/** The number within pasted text such as "张三13812345678", and the name before it. */
function pasted(text) {
  const found = /^\s*([^\d+]*?)[\s:：,，]*(1[3-9]\d[ -]?\d{4}[ -]?\d{4})\s*$/.exec(text.normalize("NFKC"));
  return found ? { name: found[1].trim(), phone: digits(found[2]) } : null;
}

async function lookUp(form, phone) {
  const place = form.querySelector("#outcome");
  place.setAttribute("aria-busy", "true");
  try {
    const body = new FormData();
    body.set("phone", phone);
    const answer = await fetch(form.dataset.look, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
    });
    place.innerHTML = await answer.text();
    shape(form, place.querySelector("[data-outcome]"));
  } catch {
    /* no network: the desk goes on, the server decides when it is back */
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** Asked only of who was sent by somebody. */
function introduced(form) {
  const place = form.querySelector("[data-introducer]");
  if (place) place.hidden = form.querySelector("[name=channel]:checked")?.value !== "referral";
}

/** Ask only what this outcome needs: a known person has a name, a standing consent is not asked for again. */
function shape(form, outcome) {
  const kind = outcome?.dataset.outcome ?? "";
  const known = !["", "new", "wrong"].includes(kind);
  const consented = Boolean(outcome?.dataset.consented);
  form.querySelectorAll("[data-new-only]").forEach((part) => {
    part.hidden = known;
  });
  form.querySelectorAll("[data-consent]").forEach((part) => {
    part.hidden = consented;
  });
  const agreed = form.elements.agreed;
  if (agreed && consented) agreed.checked = true;
  else if (agreed && form.dataset.consented) agreed.checked = false;
  form.dataset.consented = consented ? "1" : "";
  if (kind === "new" && digits(form.elements.phone.value).length === 11 && !form.elements.name.value)
    form.elements.name.focus({ preventScroll: true });
}

function typed(form) {
  if (!form.dataset.look) return; // visitors who type alone learn nothing of whom we know
  const phone = digits(form.elements.phone.value);
  if (phone.length === 11 && phone !== form.lookedUp) {
    form.lookedUp = phone;
    lookUp(form, phone);
  } else if (phone.length < 11 && form.lookedUp) {
    form.lookedUp = "";
    form.querySelector("#outcome").textContent = "";
    shape(form, null);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-reception]");
  if (form && event.target.name === "channel") introduced(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-reception]");
  if (form && event.target.name === "phone") queueMicrotask(() => typed(form));
});

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form[data-reception]");
  const found = form && event.target.name === "phone" && pasted(event.clipboardData?.getData("text") ?? "");
  if (!found) return;
  event.preventDefault();
  event.target.value = found.phone.replace(/^(\d{3})(\d{4})(\d{4})$/, "$1 $2 $3");
  if (found.name) form.elements.name.value = found.name;
  typed(form);
});

/** Send; when the network is gone keep everything, say so, and send the same key again when it is back. */
async function send(form, body) {
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    if (answer.status >= 500) throw new Error("the server is on its way back");
    delete form.dataset.dirty;
    if (answer.redirected && answer.ok) {
      location[form.dataset.look ? "assign" : "replace"](answer.url);
      return;
    }
    replaced(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    waiting(form, true);
    const again = () => {
      removeEventListener("online", again);
      clearTimeout(timer);
      send(form, body);
    };
    const timer = setTimeout(again, RETRY);
    addEventListener("online", again);
  }
}

/** While something waits to be sent nothing else is sent, and closing the page is asked about. */
function waiting(form, on) {
  const banner = form.querySelector("[data-offline]");
  banner.textContent = form.dataset.unsaved;
  banner.hidden = !on;
  form.toggleAttribute("data-waiting", on);
  form.querySelectorAll("[data-submit], [name=anonymous]").forEach((button) => {
    button.disabled = true;
  });
}

/** A page with nothing of the one before. */
export function fresh(there) {
  const main = there.getElementById("main");
  document.getElementById("main").replaceWith(main);
  const form = main.querySelector("form[data-reception]");
  if (form) begin(form);
  return main;
}

/** The page came back with something to mend: everything typed is in it, and what the number was found to be. */
function replaced(there) {
  if (!there.getElementById("main")) return;
  const before = document.querySelector("form[data-reception]");
  carry(before, there.querySelector("form[data-reception]"));
  const main = fresh(there);
  (main.querySelector("[role=alert]:not([hidden]), .form-errors") ?? main.querySelector("h1"))?.scrollIntoView({ block: "center" });
}

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-reception][data-waiting]")) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-reception]") || event.submitter?.name === "look") return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  send(form, body);
});

function begin(form) {
  document.documentElement.classList.add("has-js");
  form.lookedUp = digits(form.elements.phone?.value ?? "");
  shape(form, form.querySelector("[data-outcome]"));
  introduced(form);
  signing(form);
}
document.querySelectorAll("form[data-reception]").forEach(begin);
