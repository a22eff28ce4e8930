// Whoever works by keyboard goes on where they were: what is fetched anew takes the focus along.
let held = null;

/** How a link, button or box is found again when its page was drawn anew. */
const told = (it) => ({
  tag: it.tagName,
  href: it.getAttribute("href") ?? "",
  name: `${it.getAttribute("name") ?? ""} ${it.getAttribute("value") ?? ""}`.trim(),
  words: it.getAttribute("aria-label") ?? it.textContent.trim(),
});

document.addEventListener("htmx:beforeSwap", ({ detail: { target, shouldSwap } }) => {
  const now = document.activeElement;
  held = shouldSwap && now !== document.body && target?.contains?.(now) ? { ...told(now), dialog: now.closest("dialog") } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  const was = held;
  held = null;
  if (!was || (document.activeElement && document.activeElement !== document.body)) return;
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? null;
  if (was.dialog !== top) return; // what lies above has its own
  const place = top ?? document.getElementById("main");
  const all = [...(place?.querySelectorAll(was.tag) ?? [])].filter((it) => it.checkVisibility()).map((it) => ({ it, ...told(it) }));
  const same = (...what) => all.find((one) => what.every((key) => one[key] === was[key]))?.it;
  const by = (key) => was[key] && same(key); // nothing is no likeness: the next best nameless button is another deed
  const found = same("href", "name", "words") || by("href") || by("name") || by("words") || place;
  found?.focus({ preventScroll: true });
});
