// Days are typed as people type them (1123, 明天, +3): the server reads them and says beside the field what it understood.
// Where there is a mouse, the browser's date field becomes a text field with the calendar behind a button; a phone keeps its own.
import { word } from "./words.js";

const FIELDS = "input[data-day], input[data-moment]";
const WHOLE = /^(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d)?$/;
const desk = matchMedia("(pointer: fine)").matches;
const asked = new Map();

const kind = (input) => ("moment" in input.dataset ? "moment" : "day");

/** What the server reads in `text`: {value, told}. */
function read(input, text) {
  const key = `${kind(input)} ${text}`;
  if (!asked.has(key)) {
    const answer = fetch(document.body.dataset.days, {
      method: "POST",
      body: new URLSearchParams({ kind: kind(input), text }),
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    }).then((response) => (response.ok && !response.redirected ? response.json() : Promise.reject(response)));
    answer.catch(() => asked.delete(key)); // without a network there is no echo; the form is read all the same
    asked.set(key, answer);
  }
  return asked.get(key);
}

/** A whole date needs nobody's reading, only its weekday. */
function whole(text) {
  const [, year, month, day, time = ""] = WHOLE.exec(text) ?? [];
  const at = year && new Date(year, month - 1, day);
  if (!at || at.getMonth() !== month - 1) return null;
  return `${at.toLocaleDateString(document.documentElement.lang, { weekday: "short" })} ${year}-${month}-${day}${time}`;
}

function say(input, told, wrong = false) {
  const line = input._echo;
  if (line.textContent !== told) line.textContent = told;
  line.classList.toggle("is-wrong", wrong);
}

async function echo(input) {
  const text = input.value.trim();
  const plain = text ? whole(text) : "";
  if (plain !== null) return say(input, plain);
  try {
    const { value, told } = await read(input, text);
    if (input.value.trim() === text) say(input, told, !value);
  } catch {
    say(input, "");
  }
}

/** What was understood takes the place of what was typed, once the field is left. */
async function settle(input) {
  const text = input.value.trim();
  if (!text || whole(text)) return;
  const { value } = await read(input, text).catch(() => ({}));
  if (value && input.value.trim() === text) {
    input.value = value;
    say(input, whole(value));
  }
}

function calendar(input) {
  const native = input._native;
  const text = whole(input.value.trim()) ? input.value.trim() : "";
  native.value = kind(input) === "moment" ? text.replace(" ", "T") : text;
  try {
    native.showPicker();
  } catch {
    input.focus(); // a browser without pickers: the field is typed into
  }
}

let made = 0;
function become(input) {
  if (input._native) return;
  const had = input.value || input.getAttribute("value") || ""; // what was not understood comes back as it was typed
  const focused = document.activeElement === input;
  const native = Object.assign(document.createElement("input"), { type: input.type, tabIndex: -1, className: "day-native" });
  for (const name of ["min", "max"]) if (input.hasAttribute(name)) native.setAttribute(name, input.getAttribute(name));
  native.setAttribute("aria-hidden", "true");
  const button = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, className: "day-open" });
  button.title = word("calendar");
  button.setAttribute("aria-label", button.title);
  button.append(document.getElementById("glyph-calendar")?.content.cloneNode(true) ?? "");
  const line = Object.assign(document.createElement("span"), { className: "field-echo", id: `echo-${(made += 1)}` });
  line.setAttribute("role", "status");
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = word(kind(input) === "moment" ? "momentHint" : "dayHint");
  input.value = had.replace("T", " ");
  input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), line.id].filter(Boolean).join(" "));
  input.setAttribute("aria-keyshortcuts", "Alt+ArrowDown");
  Object.assign(input, { _native: native, _echo: line });
  native._input = input;
  const box = input.closest(".day-input");
  if (!box) return;
  box.append(native, button, line);
  if (focused) input.focus();
  if (input.value) echo(input);
}

function enhance(root) {
  if (root.matches?.(FIELDS)) become(root);
  for (const input of root.querySelectorAll?.(FIELDS) ?? []) become(input);
}

if (desk && document.body.dataset.days) {
  enhance(document);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) enhance(node);
  }).observe(document.body, { childList: true, subtree: true });
}

let timer = 0;
document.addEventListener("input", ({ target }) => {
  if (!target._echo) return;
  clearTimeout(timer);
  timer = setTimeout(() => echo(target), 120);
});
document.addEventListener(
  "change",
  (event) => {
    const { target } = event;
    if (target._echo) settle(target);
    if (!target._input) return;
    event.stopPropagation();
    target._input.value = target.value.replace("T", " ");
    for (const name of ["input", "change"]) target._input.dispatchEvent(new Event(name, { bubbles: true }));
    target._input.focus();
  },
  true,
);
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".day-open")?.parentElement;
  if (box) calendar(box.querySelector(FIELDS));
});
document.addEventListener("keydown", (event) => {
  if (event.altKey && event.key === "ArrowDown" && event.target._native) {
    event.preventDefault();
    calendar(event.target);
  }
});
