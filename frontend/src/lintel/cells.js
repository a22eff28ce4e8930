// Changing one value where it stands: Enter saves, Esc leaves, and for eight seconds there is a way back.
import { toast } from "./say.js";
import { word } from "./words.js";

const kept = new WeakMap(); // cell → what stood in it

/** Where the value of `name` in `row` is changed; the list it stands in goes along, so that the row comes back alike. */
function address(row, name) {
  const [path, query] = row.dataset.href.split("?");
  return `${path}cell/${name}/${query ? `?${query}` : ""}`;
}

/** Fields as a form would send them: a list is a field said several times. */
function sent(fields) {
  if (fields instanceof FormData) return new URLSearchParams(fields);
  return new URLSearchParams(Object.entries(fields).flatMap(([name, said]) => [said].flat().map((one) => [name, one])));
}

export async function ask(url, fields) {
  const answer = await fetch(url, {
    method: fields ? "POST" : "GET",
    body: fields && sent(fields),
    headers: { "X-Lintel-Frame": "part", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  });
  if (answer.redirected || answer.status === 401) location.reload();
  if (answer.status >= 500 || answer.status === 404) throw new Error(answer.statusText);
  return { status: answer.status, html: await answer.text(), events: answer.headers.get("HX-Trigger") };
}

export function failed() {
  toast(word("failed"), "bad");
}

/** Open the value behind a pencil. */
export async function edit(button) {
  const cell = button.closest("td");
  if (!cell || kept.has(cell)) return;
  const name = button.dataset.cell;
  try {
    const { html } = await ask(address(cell.closest("tr"), name));
    kept.set(cell, { nodes: [...cell.childNodes], name });
    cell.innerHTML = html;
    cell.classList.add("cell-open");
    cell.querySelector("select, input:not([type=hidden])")?.focus();
  } catch {
    failed();
  }
}

function leave(cell) {
  const before = kept.get(cell);
  if (!before) return;
  kept.delete(cell);
  cell.replaceChildren(...before.nodes);
  cell.classList.remove("cell-open");
  cell.querySelector("[data-cell]")?.focus();
}

/** Put the row as it is now in the place of the old one. */
function replace(row, html, name) {
  const holder = document.createElement("tbody");
  holder.innerHTML = html;
  const fresh = holder.firstElementChild;
  if (!fresh) {
    row.remove();
    return;
  }
  row.replaceWith(fresh);
  fresh.classList.add("changed");
  (fresh.querySelector(`[data-cell="${name}"]`) ?? fresh.querySelector("a.row-title"))?.focus({ preventScroll: true });
}

export function told(events) {
  for (const [name, detail] of Object.entries(JSON.parse(events ?? "{}")))
    document.dispatchEvent(new CustomEvent(name, { detail }));
}

async function save(form) {
  const cell = form.closest("td");
  const row = form.closest("tr");
  const { name } = kept.get(cell);
  form.querySelectorAll("button").forEach((button) => (button.disabled = true));
  const focused = form.querySelector("select, input:not([type=hidden])")?.name;
  try {
    const { status, html, events } = await ask(address(row, name), new FormData(form));
    if (status === 200) {
      replace(row, html, name);
      told(events);
      return;
    }
    cell.innerHTML = html;
    cell.querySelector(`[name="${focused}"]`)?.focus();
  } catch {
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
    failed();
  }
}

/** Take back what a toast offers to take back. */
export async function undo({ url, fields }) {
  try {
    const { status, html, events } = await ask(url, { ...fields, _key: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` });
    if (status !== 200) {
      const holder = document.createElement("div");
      holder.innerHTML = html;
      toast(holder.querySelector("[role=alert]")?.textContent.trim() || word("failed"), "bad");
      return;
    }
    if (new URLSearchParams(url.split("?")[1]).has("look")) {
      document.dispatchEvent(new CustomEvent("lintel:card", { detail: html }));
      told(events);
      return;
    }
    const path = url.split("cell/")[0];
    const row = [...document.querySelectorAll("#rows tr[data-href]")].find((one) => one.dataset.href.split("?")[0] === path);
    if (row) replace(row, html, url.split("cell/")[1]?.split("/")[0]);
    else document.dispatchEvent(new CustomEvent("lintel:undone")); // it was no cell of a list: see frames.js
    told(events);
  } catch {
    failed();
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-cell]");
  if (button) {
    event.preventDefault();
    edit(button);
  }
  const out = event.target.closest?.("[data-cell-leave]");
  if (out) leave(out.closest("td"));
});
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches?.("[data-cell-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    save(event.target);
  },
  true,
);
document.addEventListener(
  "keydown",
  (event) => {
    const form = event.target.closest?.("[data-cell-form]");
    if (!form) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave(form.closest("td"));
    }
    if (event.key === "Enter" && event.target.matches("select")) {
      event.preventDefault();
      form.requestSubmit();
    }
  },
  true,
);
document.addEventListener("lintel:undo", ({ detail }) => undo(detail));
