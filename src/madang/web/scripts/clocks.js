// The pill's clocks walk on, and the reader's zone is remembered for the next page.
const YEAR = 31536000;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const secure = location.protocol === "https:" ? ";secure" : "";

if (own && !document.cookie.includes(`zone=${own}`)) {
  document.cookie = `zone=${own};path=/;max-age=${YEAR};samesite=lax${secure}`;
}

const loaded = Date.now();
const shown = [...document.querySelectorAll("time[data-clock]")].map((element) => {
  const face = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: element.dataset.clock,
  });
  return { element, face, start: Date.parse(element.dateTime) };
});

function walk() {
  const passed = Date.now() - loaded;
  for (const { element, face, start } of shown) element.textContent = face.format(start + passed);
}

if (shown.length) setInterval(walk, 5000);
