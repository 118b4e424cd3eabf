// Push is a hint: the live process says that something changed, and the part of the page is fetched again.
// An element with data-live (address of the events) gets the event `told`; what it does then is in its hx-trigger.
// data-live-kinds names the kinds it listens to, if not only "progress".
// An address holds for minutes only. Before it ends, or when it is refused, the page asks for a new one; whoever may
// no longer listen gets none, and the page goes on without.
import htmx from "./talk.js";

const heard = new Map(); // channels → { address, source, elements, kinds, last, failures }
const HOLD = 300; // milliseconds in which several hints become one
const LONGEST_PAUSE = 60_000; // milliseconds between two tries while the server is away

const tokenOf = (address) => new URL(address, location.href).searchParams.get("token");
const channelsOf = (address) => tokenOf(address).split(":")[0]; // the signed part; what follows tells when

function tell(element) {
  clearTimeout(element.toldSoon);
  element.toldSoon = setTimeout(() => element.isConnected && htmx.trigger(element, "told"), HOLD);
}

function forget(ear) {
  ear.source?.close();
  if (heard.get(ear.channels) === ear) heard.delete(ear.channels);
}

function tellAll(ear) {
  for (const element of ear.elements) {
    if (element.isConnected) tell(element);
    else ear.elements.delete(element);
  }
  if (ear.elements.size === 0) forget(ear);
}

function open(ear, address) {
  ear.source?.close();
  ear.address = address;
  const source = (ear.source = new EventSource(ear.last ? `${address}&after=${ear.last}` : address));
  source.addEventListener("hello", ({ lastEventId }) => Object.assign(ear, { last: lastEventId, failures: 0 }));
  source.addEventListener("renew", () => renew(ear));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && ear.source === source && renew(ear));
  for (const kind of ear.kinds) hear(ear, kind);
}

function hear(ear, kind) {
  ear.source.addEventListener(kind, ({ lastEventId }) => {
    ear.last = lastEventId || ear.last;
    tellAll(ear);
  });
}

async function renew(ear) {
  if (ear.isAsking) return;
  ear.isAsking = true;
  await new Promise((done) => setTimeout(done, pause(ear.failures++)));
  const answer = await ask(tokenOf(ear.address));
  ear.isAsking = false;
  if (answer === null) renew(ear);
  else if (answer === "" || ![...ear.elements].some((element) => element.isConnected)) forget(ear);
  else open(ear, answer);
}

// At once for the first time; then ever more seldom, and not all pages together.
function pause(failures) {
  return failures ? Math.min(LONGEST_PAUSE, 1000 * 2 ** failures) * (0.5 + Math.random()) : 0;
}

// The new address; "" when this reader may no longer listen; null when nobody answers.
async function ask(token) {
  const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]")?.content ?? "" };
  try {
    const answer = await fetch("/listen/", { method: "POST", headers, body: new URLSearchParams({ token }) });
    if (answer.ok && !answer.redirected) return await answer.text();
    return answer.status < 500 ? "" : null;
  } catch {
    return null;
  }
}

function listen(element) {
  const address = element.dataset.live;
  const channels = channelsOf(address);
  let ear = heard.get(channels);
  if (!ear) {
    ear = { channels, elements: new Set(), kinds: new Set(["reload"]), last: "", failures: 0 };
    heard.set(channels, ear);
    open(ear, address);
  }
  ear.elements.add(element);
  for (const kind of (element.dataset.liveKinds ?? "progress").split(" ")) {
    if (!ear.kinds.has(kind)) hear(ear, kind);
    ear.kinds.add(kind);
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
