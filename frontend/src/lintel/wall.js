// The wall of figures: its pages turn by themselves unless somebody pauses them or wants less motion, and it asks for itself again.
// When nobody answers, the last picture stays and says from when it is.
const EVERY = 60_000;
const wall = document.querySelector("[data-figures-wall]");
const pages = () => [...wall.querySelectorAll(".wall-page")];
const hold = () => wall.querySelector("[data-wall-hold]");
let at = 0;
let failures = 0;

function turn(to) {
  const all = pages();
  at = (to + all.length) % all.length;
  all.forEach((page, place) => (page.hidden = place !== at));
  wall.querySelector("[data-wall-at]").textContent = wall.dataset.page.replace("#", at + 1);
}

function pause(on) {
  hold().setAttribute("aria-pressed", String(on));
}

async function refresh() {
  try {
    const answer = await fetch(location.href, {
      headers: { "X-Lintel-Poll": "1" },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(15_000),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return stand(wall.dataset.out);
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    wall.querySelector("#wall-pages").replaceWith(document.adoptNode(fresh.querySelector("#wall-pages")));
    wall.querySelector("#wall-at").textContent = fresh.querySelector("#wall-at").textContent;
    turn(at);
    wall.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: wall } }));
    failures = 0;
    wall.querySelector("#wall-banner").hidden = true;
  } catch {
    stand(wall.dataset.lost);
  }
}

/** The last picture stays; `words` say from when it is and why. */
function stand(words) {
  failures += 1;
  const banner = wall.querySelector("#wall-banner");
  banner.textContent = words.replace("#", wall.querySelector("#wall-at").textContent);
  banner.hidden = false;
}

if (wall) {
  turn(0);
  pause(matchMedia("(prefers-reduced-motion: reduce)").matches);
  setInterval(() => hold().getAttribute("aria-pressed") !== "true" && turn(at + 1), 1000 * Number(wall.dataset.figuresWall));
  const again = () => setTimeout(() => refresh().then(again), failures ? 10_000 : EVERY);
  again();
  const full = wall.querySelector("[data-wall-full]");
  full.hidden = !document.fullscreenEnabled;
  wall.addEventListener("click", ({ target }) => {
    const step = target.closest("[data-wall-turn]");
    if (step) turn(at + Number(step.dataset.wallTurn));
    if (target.closest("[data-wall-hold]")) pause(hold().getAttribute("aria-pressed") !== "true");
    if (target.closest("[data-wall-full]")) document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  });
  addEventListener("online", refresh);
  addEventListener("offline", refresh);
}
