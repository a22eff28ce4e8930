// Lists: choosing rows, the bar that acts on them, and the count that is read out after a search.
import { say } from "./say.js";
import { word } from "./words.js";

const boxes = () => [...document.querySelectorAll("#rows [name=chosen]")];

function paint() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked);
  const whole = document.querySelector("[data-whole]");
  const everything = whole && !whole.hidden && whole.dataset.on === "1";
  for (const box of all) box.closest("tr").classList.toggle("selected", box.checked);
  const head = document.querySelector("[data-choose-all]");
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
  const bar = document.querySelector(".bulkbar");
  if (!bar) return;
  bar.hidden = !chosen.length;
  document.querySelector(".toolbar")?.toggleAttribute("hidden", chosen.length > 0);
  const label = bar.querySelector("[data-chosen]");
  if (label) label.textContent = everything ? whole.dataset.words : word("chosen").replace("#", chosen.length);
  if (whole) whole.hidden = !(chosen.length && chosen.length === all.length && document.querySelector("[data-more]"));
  for (const link of bar.querySelectorAll("a[data-bulk]")) {
    const query = new URLSearchParams(link.dataset.query ?? "");
    if (everything) query.set("all", "1");
    else chosen.forEach((box) => query.append("chosen", box.value));
    link.href = `${link.dataset.bulk}?${query}`;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-choose-all]"))
    boxes().forEach((box) => {
      box.checked = event.target.checked;
    });
  if (event.target.matches?.("[data-choose-all], [name=chosen]")) {
    const whole = document.querySelector("[data-whole]");
    if (whole) whole.dataset.on = "";
    paint();
  }
});
let last = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#rows [name=chosen]");
  if (box) {
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
    whole.hidden = true;
  }
  if (event.target.closest?.("[data-choose-none]")) {
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

// Digits typed into a search box are somebody's number: they travel in the body of a POST, never in an address.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const box = form.querySelector?.("input[name=q][data-private]");
    if (!box || form.method === "post") return;
    if (!/\d[\d\s-]{3,}/.test(box.value.normalize("NFKC"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const post = document.createElement("form");
    post.method = "post";
    post.action = box.dataset.private;
    for (const [name, value] of [
      ["csrfmiddlewaretoken", document.querySelector("meta[name=csrf-token]").content],
      ["q", box.value],
      ["query", location.search],
    ]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      post.append(field);
    }
    document.body.append(post);
    post.submit();
  },
  true,
);

// A table that has to be scrolled sideways can be scrolled by keyboard too.
function reachable() {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }
}
reachable();
document.addEventListener("htmx:afterSettle", reachable);
window.addEventListener("resize", reachable);
