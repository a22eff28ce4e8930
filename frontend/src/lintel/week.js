// A week in the hands of the keyboard: one cell's link is in the tab order, arrows move from hour to hour and day to day.
const links = (grid) => [...grid.querySelectorAll("td a")];

/** Leaves one of the grid's links in the tab order. */
function rove(grid, chosen = grid.querySelector("td.is-today a") ?? grid.querySelector("td a")) {
  for (const link of links(grid)) link.tabIndex = link === chosen ? 0 : -1;
}

/** The next link in this direction: within the cell first, then the next cell that has one. */
function next(link, down, right) {
  const cell = link.closest("td");
  const inside = [...cell.querySelectorAll("a")];
  const beside = inside[inside.indexOf(link) + down];
  if (down && beside) return beside;
  for (let at = cell; (at = right ? (right > 0 ? at.nextElementSibling : at.previousElementSibling) : step(at, down));) {
    const found = at.querySelectorAll("a");
    if (found.length) return down < 0 ? found[found.length - 1] : found[0];
  }
  return null;
}

function step(cell, down) {
  const row = down > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
  return row?.cells[cell.cellIndex];
}

const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-week-grid] td a");
  if (!link || !moves[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const found = next(link, ...moves[event.key]);
  if (!found) return;
  rove(link.closest("[data-week-grid]"), found);
  found.focus();
});

function look(root) {
  for (const grid of root.querySelectorAll("[data-week-grid]")) rove(grid);
}

look(document);
document.addEventListener("htmx:load", (event) => look(event.detail.elt));
