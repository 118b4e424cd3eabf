// Push is a hint: the live process says that something changed, and the part of the page is fetched again.
// An element with data-live (address of the events) gets the event `told`; what it does then is in its hx-trigger.
// data-live-kinds names the kinds it listens to, if not only "progress".
import htmx from "./talk.js";

const heard = new Map(); // address → { source, elements }
const HOLD = 300; // milliseconds in which several hints become one

function tell(element) {
  clearTimeout(element.toldSoon);
  element.toldSoon = setTimeout(() => element.isConnected && htmx.trigger(element, "told"), HOLD);
}

function tellAll(address) {
  const { source, elements } = heard.get(address);
  for (const element of elements) {
    if (element.isConnected) tell(element);
    else elements.delete(element);
  }
  if (elements.size === 0) {
    source.close();
    heard.delete(address);
  }
}

function listen(element) {
  const address = element.dataset.live;
  if (!heard.has(address)) heard.set(address, { source: new EventSource(address), elements: new Set(), kinds: new Set() });
  const { source, elements, kinds } = heard.get(address);
  elements.add(element);
  for (const kind of ["reload", ...(element.dataset.liveKinds ?? "progress").split(" ")]) {
    if (!kinds.has(kind)) source.addEventListener(kind, () => tellAll(address));
    kinds.add(kind);
  }
}

function listenIn(root) {
  if (root.matches?.("[data-live]")) listen(root);
  root.querySelectorAll?.("[data-live]").forEach(listen);
}

listenIn(document);
document.addEventListener("htmx:load", ({ detail }) => detail.elt !== document.body && listenIn(detail.elt));

// Work that is over changes more of its page than its own bar: the figures, the lists, what can be done next.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const box = detail.target;
  if (!box?.matches?.(".progress-box[data-live]")) return;
  const fetched = new DOMParser().parseFromString(detail.serverResponse, "text/html").getElementById(box.id);
  if (fetched?.dataset.live) return;
  detail.shouldSwap = false;
  window.location.reload();
});
