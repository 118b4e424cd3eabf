// The timetable answers to the arrow keys: one cell is in the order of Tab, the arrows walk from it.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function cellsOf(table) {
  return [...table.tBodies[0].rows].map((row) =>
    [...row.cells].slice(1).map((place) => place.querySelector("a.cell, button.cell")),
  );
}

function placeOf(cells, cell) {
  const row = cells.findIndex((line) => line.includes(cell));
  return [row, cells[row]?.indexOf(cell)];
}

/** The next cell in a direction that one can open, over gaps; or none at the edge. */
function next(cells, [row, column], [down, right]) {
  for (let r = row + down, c = column + right; cells[r] && c >= 0 && c < cells[r].length; r += down, c += right) {
    if (cells[r][c]) return cells[r][c];
  }
  return null;
}

function edge(line, key) {
  const found = line.filter(Boolean);
  return key === "Home" ? found[0] : found.at(-1);
}

function rove(table, cell) {
  table.querySelectorAll(".cell[tabindex='0']").forEach((other) => (other.tabIndex = -1));
  cell.tabIndex = 0;
}

function prepare(table) {
  const cells = table.querySelectorAll("a.cell, button.cell");
  cells.forEach((cell) => (cell.tabIndex = -1));
  if (cells[0]) cells[0].tabIndex = 0;
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-grid] .cell");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  const cells = cellsOf(cell.closest("[data-grid]"));
  const at = placeOf(cells, cell);
  const step = STEPS[event.key];
  const to = step ? next(cells, at, step) : ["Home", "End"].includes(event.key) && edge(cells[at[0]], event.key);
  if (!to) return;
  event.preventDefault();
  to.focus();
});

document.addEventListener("focusin", ({ target }) => {
  const cell = target.closest?.("[data-grid] .cell");
  if (cell) rove(cell.closest("[data-grid]"), cell);
});

const prepareAll = (root) => root.querySelectorAll?.("[data-grid]").forEach(prepare);
prepareAll(document);
document.addEventListener("htmx:load", ({ detail }) => prepareAll(detail.elt));
