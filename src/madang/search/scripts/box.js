// The search box of the frame, or of the page of results. Without this it is a form that leads to the results page. With it, `/` goes to
// the box, and names and subjects are offered while one types: arrows walk through them, Escape closes.
const box = document.querySelector("[data-search]");
const input = box?.querySelector("input");
const found = box?.querySelector("[data-found]");
const PAUSE = 150; // milliseconds without a key before we ask

let waiting = 0;
let asked = null;

const isTyping = ({ target }) => target.closest("input, textarea, select, [contenteditable]");
const links = () => [...found.querySelectorAll("a")];

function close() {
  asked?.abort();
  window.clearTimeout(waiting);
  found.hidden = true;
}

async function offer() {
  asked?.abort();
  const text = input.value.trim();
  if (!text) return close();
  asked = new AbortController();
  try {
    const address = `${box.dataset.search}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok || document.activeElement !== input) return;
    found.innerHTML = await answer.text();
    found.hidden = !links().length;
  } catch (problem) {
    if (problem.name !== "AbortError") close();
  }
}

function walk(step) {
  const all = [input, ...links()];
  const at = all.indexOf(document.activeElement);
  all[(at + step + all.length) % all.length].focus();
}

if (box) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    event.preventDefault();
    if (!input.offsetParent) return document.querySelector(".bar-search-link")?.click();
    input.focus();
    input.select();
  });
  input.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(offer, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || found.hidden) return;
    if (event.key === "Escape") {
      event.preventDefault();
      input.focus();
      close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  document.addEventListener("click", ({ target }) => box.contains(target) || close());
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget)) close();
  });
}
