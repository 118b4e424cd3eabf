// A draft arranged by hand: a meeting is picked up, every cell says whether it can be there, and it is put down.
// With a mouse one drags it, with a finger too after a short press; with the keyboard Enter picks it up, the arrows
// choose the cell, Enter puts it down, Escape puts it back. What the cells say comes from the server, who also has
// the last word: nothing here knows a rule of the fair. Without this file the page of each meeting does it all.
const FAR = 6; // pixels of a mouse that is dragging
const LONG = 350; // milliseconds of a finger that is dragging
const EDGE = 48; // pixels from the edge at which the grid is pushed on
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const box = document.getElementById("arrange");
const words = JSON.parse(document.getElementById("arrange-words").textContent);
const said = box.querySelector("[data-said]");
const buttons = box.querySelector("[data-buttons]");
const narrow = window.matchMedia("(max-width: 575.98px)");

let carried = null; // { request, key, from, who, sentences }
let pressed = null; // a pointer that may begin to drag
let ghost = null; // what is seen at the pointer

const grid = () => box.querySelector("[data-grid]");
const spots = () => box.querySelectorAll("td[data-spot]");
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// --- What is said ---------------------------------------------------------------------------------------------

function say(sentence, offers = []) {
  said.textContent = sentence;
  buttons.replaceChildren(...offers.map(([label, act, tone = "plain"]) => button(label, act, tone)));
  box.querySelector(".carry-bar").hidden = !sentence;
}

function button(label, act, tone) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-${tone}`;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function nameOf(spot) {
  const table = spot.closest("table");
  const row = spot.parentElement.cells[0].textContent.trim();
  const column = table.tHead.rows[0].cells[spot.cellIndex].textContent.trim();
  const corner = table.tHead.rows[0].cells[0].textContent.trim();
  return `${column} · ${box.dataset.by === "company" ? row : `${corner} ${row}`}`;
}

function answerOf(spot) {
  if (spot.dataset.answer === "here") return words.here;
  if (spot.dataset.answer === "free") return words.free;
  return spot.dataset.why ?? "";
}

const tell = (spot) => say(`${nameOf(spot)}: ${answerOf(spot)}`, choices());

/** What else can be done with what is picked up. */
function choices() {
  const back = [words.putBack, putBack];
  if (!carried.key) return [back];
  return [
    back,
    [carried.from?.classList.contains("is-pinned") ? words.unpin : words.pin, pin],
    [words.takeOut, takeOut],
    [words.open, () => window.location.assign(`${box.dataset.base}meetings/${carried.key}/`)],
  ];
}

// --- Up, over, down -------------------------------------------------------------------------------------------

async function pick(from) {
  if (carried) drop();
  const { carries: request, key } = from.dataset;
  const mine = (carried = { request, key, from });
  from.classList.add("is-carried");
  const answer = await fetch(`${box.dataset.base}requests/${request}/openings/${window.location.search}`);
  if (carried !== mine) return;
  if (!answer.ok) {
    drop();
    say(words.gone);
    return;
  }
  const { who, cells, sentences } = await answer.json();
  if (carried !== mine) return;
  for (const spot of spots()) {
    const [told, number] = cells[spot.dataset.spot] ?? ["closed", 0];
    spot.dataset.answer = told;
    spot.dataset.why = sentences[number] ?? "";
    spot.title = answerOf(spot);
    spot.tabIndex = -1;
  }
  grid().classList.add("is-carrying");
  followTabs(request);
  if (!ghost) say(fill(words.carrying, { who }), choices());
}

/** Let go, wherever it is. */
function drop() {
  carried?.from.classList.remove("is-carried");
  carried = null;
  ghost?.remove();
  ghost = null;
  grid()?.classList.remove("is-carrying");
  followTabs("");
  for (const spot of spots()) {
    delete spot.dataset.answer;
    delete spot.dataset.why;
    spot.removeAttribute("title");
    spot.removeAttribute("tabindex");
    spot.classList.remove("is-target");
  }
}

function putBack() {
  const { from } = carried;
  drop();
  from.focus();
  say(words.isBack);
}

/** Another day or hall is looked at with the meeting still in hand. */
function followTabs(request) {
  for (const link of document.querySelectorAll("main .tabs a, main .pagination a")) {
    const url = new URL(link.href);
    if (request) url.searchParams.set("carry", request);
    else url.searchParams.delete("carry");
    link.href = url.search;
  }
}

function aim(spot) {
  for (const other of box.querySelectorAll(".is-target")) other.classList.remove("is-target");
  spot?.classList.add("is-target");
}

function put(spot) {
  if (spot.dataset.answer === "here") {
    putBack();
    return;
  }
  if (spot.dataset.answer === "closed") {
    tell(spot);
    return;
  }
  const [row, slot] = spot.dataset.spot.split("-");
  const place = box.dataset.by === "company" ? {} : { [box.dataset.by]: row };
  send(`${box.dataset.base}requests/${carried.request}/`, { slot, ...place });
}

function pin() {
  const stays = carried.from.classList.contains("is-pinned") ? "" : "1";
  send(`${box.dataset.base}meetings/${carried.key}/pin/`, { stays });
}

const takeOut = () => send(`${box.dataset.base}meetings/${carried.key}/take-out/`, {});

async function send(url, form, request = carried?.request) {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
    },
    body: new URLSearchParams(form),
  });
  if (!answer.headers.get("Content-Type")?.includes("json")) {
    window.location.reload(); // signed out, or no longer there
    return;
  }
  const told = await answer.json();
  const another = told.exchange;
  if (!answer.ok) {
    say(told.said, [...(another ? [[another.label, () => send(another.url, another.form)]] : []), ...(carried ? choices() : [])]);
    return;
  }
  await show(request);
  say(told.said, told.undo ? [[words.undo, () => send(told.undo.url, told.undo.form, request)]] : []);
}

/** Fetch the grid again, and go on at the meeting that was changed, or where one was. */
async function show(request = document.activeElement?.dataset.carries) {
  drop();
  const url = new URL(window.location);
  url.searchParams.delete("carry");
  window.history.replaceState(null, "", url);
  const page = await (await fetch(url)).text();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  for (const id of ["arrange-grid", "missed"]) {
    const now = fresh.getElementById(id);
    if (now) document.getElementById(id)?.replaceWith(now);
  }
  const shown = document.getElementById("arrange-grid");
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: shown } }));
  if (request) shown.querySelector(`[data-carries="${request}"]`)?.focus();
}

// --- The keyboard ---------------------------------------------------------------------------------------------

function step(spot, [down, right]) {
  const rows = grid().tBodies[0].rows;
  let [row, column] = [spot.parentElement.sectionRowIndex + down, spot.cellIndex + right];
  while (rows[row]?.cells[column]) {
    if (rows[row].cells[column].dataset.spot) return rows[row].cells[column];
    [row, column] = [row + down, column + right];
  }
  return spot;
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(".carry-bar")) {
    if (event.key === "Escape" && carried) putBack();
    return;
  }
  const cell = event.target.closest("[data-carries]");
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const act = carried ? whileCarrying(event, key) : cell && atRest(cell, key);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function atRest(cell, key) {
  if (["Enter", " "].includes(key)) return () => pick(cell);
  if (key !== "p" || !cell.dataset.key) return null;
  return () => {
    carried = { request: cell.dataset.carries, key: cell.dataset.key, from: cell };
    pin();
  };
}

function whileCarrying(event, key) {
  const spot = event.target.closest("td[data-spot]") ?? box.querySelector("td[data-spot]");
  if (STEPS[key]) {
    return () => {
      const from = event.target.closest("td[data-spot]");
      const to = from ? step(from, STEPS[key]) : spot;
      aim(to);
      to.focus();
      tell(to);
    };
  }
  if (key === "Escape") return putBack;
  if (["Enter", " "].includes(key)) return () => put(spot);
  if (key === "p" && carried.key) return pin;
  return key === "Delete" && carried.key ? takeOut : null;
}

box.addEventListener("keydown", onKey, true);

// --- Mouse and finger -----------------------------------------------------------------------------------------

function onPress(event) {
  const cell = event.target.closest("[data-carries]");
  if (!cell || event.button !== 0 || narrow.matches || carried) return;
  pressed = { cell, x: event.clientX, y: event.clientY, id: event.pointerId };
  if (event.pointerType !== "mouse") pressed.timer = setTimeout(() => pressed && drag(pressed), LONG);
}

function drag({ cell, x, y }) {
  ghost = document.createElement("div");
  ghost.className = "carry-ghost";
  ghost.textContent = cell.title || cell.textContent.trim();
  document.body.append(ghost);
  follow(x, y);
  pick(cell);
}

function follow(x, y) {
  ghost.style.transform = `translate(${x + 14}px, ${y + 10}px)`;
  const spot = spotAt(x, y);
  if (spot && !spot.classList.contains("is-target")) {
    aim(spot);
    if (spot.dataset.answer) tell(spot);
  }
  const scroll = grid().closest(".scroll");
  const { left, right } = scroll.getBoundingClientRect();
  if (x > right - EDGE) scroll.scrollLeft += EDGE / 4;
  if (x < left + EDGE) scroll.scrollLeft -= EDGE / 4;
  if (y > window.innerHeight - EDGE) window.scrollBy(0, EDGE / 4);
  if (y < EDGE) window.scrollBy(0, -EDGE / 4);
}

const spotAt = (x, y) => document.elementFromPoint(x, y)?.closest("#arrange td[data-spot]");

function onMove(event) {
  if (ghost) {
    follow(event.clientX, event.clientY);
    return;
  }
  if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < FAR) return;
  if (pressed.timer) release(); // the finger scrolls
  else drag(pressed);
}

function release() {
  clearTimeout(pressed?.timer);
  pressed = null;
}

function onRelease(event) {
  release();
  if (!ghost) return;
  ghost.remove();
  ghost = null;
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
  const spot = event.type === "pointerup" && spotAt(event.clientX, event.clientY);
  if (!spot) {
    putBack();
    return;
  }
  if (spot.dataset.answer === "closed") {
    const sentence = `${nameOf(spot)}: ${answerOf(spot)}`;
    putBack();
    say(sentence);
  } else put(spot);
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

// A click puts down what is in hand; nothing in hand, it opens the meeting as everywhere.
function onClick(event) {
  const spot = event.target.closest("td[data-spot]");
  const chip = event.target.closest("[data-tray]");
  if (!spot && !chip) return;
  if (chip && !carried) pick(chip);
  if (!carried || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (spot) put(spot);
}

box.addEventListener("pointerdown", onPress);
window.addEventListener("pointermove", onMove);
window.addEventListener("pointerup", onRelease);
window.addEventListener("pointercancel", onRelease);
box.addEventListener("click", onClick);
box.addEventListener("dragstart", (event) => event.preventDefault());
box.addEventListener("contextmenu", (event) => (ghost || pressed?.timer) && event.preventDefault());
box.addEventListener("touchmove", (event) => ghost && event.preventDefault(), { passive: false });

// Somebody else arranges too: see it, unless something is in hand.
box.addEventListener("told", () => carried || show());

const tray = box.querySelector("[data-tray]");
if (tray) {
  tray.focus();
  pick(tray);
}
