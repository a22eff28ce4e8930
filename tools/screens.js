// Asked of every screen by tools/screens.py: what is wider than the page, cut off, or under the bottom bar, and its words.
({ phone, fits }) => {
  const found = { wide: [], cut: [], covered: [], texts: [] };
  const name = (element) =>
    element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "") + [...element.classList].map((c) => `.${c}`).join("") + ` “${(element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const open = document.querySelector("dialog[open]");
  const root = open || document.body;
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest(".visually-hidden, [hidden], template, svg, .watermark, .skip");
  const view = document.documentElement.clientWidth;

  if (document.documentElement.scrollWidth > view + 1) {
    const widest = [...document.body.querySelectorAll("*")].filter((e) => shown(e) && e.getBoundingClientRect().right > view + 1 && !scrolls(e)).slice(0, 3);
    found.wide.push(`page ${document.documentElement.scrollWidth - view} px wider than ${view}: ${widest.map(name).join(" | ")}`);
  }
  const table = fits && !open && document.querySelector("#rows .table-wrap"); // the usual columns of a list fit into a desk
  if (table && table.scrollWidth > table.clientWidth + 1) found.wide.push(`list ${table.scrollWidth - table.clientWidth} px wider than its card of ${table.clientWidth}`);
  function scrolls(element) {
    for (let up = element.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  }

  for (const element of root.querySelectorAll("*")) {
    if (!shown(element) || !(element.textContent || "").trim() || /^(TEXTAREA|SELECT|OPTION|INPUT|CODE)$/.test(element.tagName)) continue;
    const style = getComputedStyle(element);
    if (!/hidden|clip/.test(style.overflowX)) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 3 || box.height < 3) continue;
    const across = element.scrollWidth > element.clientWidth + 1;
    const down = style.overflowY !== "auto" && style.overflowY !== "scroll" && element.scrollHeight > element.clientHeight + 3 && element.clientHeight > 0;
    if (!across && !down) continue;
    element.dispatchEvent(new PointerEvent("pointerover", { bubbles: true })); // a tooltip may come with the pointer
    const readable = element.title || element.closest("[title]") || element.querySelector("[title]") || element.closest("a[aria-label], button[aria-label]"); // or one tap away
    if (style.textOverflow === "ellipsis" && readable) continue;
    if (down && !across && style.display === "flex" && element.matches("dialog")) continue;
    found.cut.push(`cut ${across ? `${element.scrollWidth - element.clientWidth} px across` : `${element.scrollHeight - element.clientHeight} px down`}: ${name(element)}`);
  }
  found.cut = found.cut.slice(0, 6);

  const bar = document.querySelector(".tabbar");
  if (phone && bar && !open && shown(bar)) {
    const before = window.scrollY;
    window.scrollTo(0, document.documentElement.scrollHeight);
    const top = bar.querySelector("a").getBoundingClientRect().top;
    for (const element of document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select, main summary, main textarea")) {
      if (!shown(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.height && box.bottom > top + 2 && box.top < window.innerHeight) found.covered.push(`under the bottom bar: ${name(element)}`);
    }
    window.scrollTo(0, before);
    for (const element of document.querySelectorAll("main *")) {
      const style = getComputedStyle(element);
      if (!/fixed|sticky/.test(style.position) || !shown(element) || style.bottom === "auto") continue;
      const box = element.getBoundingClientRect();
      if (box.height && box.bottom > top + 2 && box.top < window.innerHeight && box.top > window.innerHeight / 2) found.covered.push(`sticks under the bottom bar: ${name(element)}`);
    }
    found.covered = [...new Set(found.covered)].slice(0, 4);
  }

  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.textContent.trim();
    const parent = node.parentElement;
    if (!text || !parent || /^(SCRIPT|STYLE|TEMPLATE)$/.test(parent.tagName) || parent.closest("[lang]:not(html), code, kbd, svg, .visually-hidden [lang]")) continue;
    if (parent.checkVisibility()) found.texts.push(text);
  }
  for (const element of root.querySelectorAll("[placeholder], [title], [aria-label]")) if (shown(element)) for (const what of ["placeholder", "title", "aria-label"]) if (element.getAttribute(what)) found.texts.push(element.getAttribute(what));
  found.texts = [...new Set(found.texts)];
  return found;
}
