// What has to be mended is read out first; a text in several languages opens the box of its original;
// what cannot be undone is asked about; a form is sent once.
const wrong = document.querySelector("[data-focus]");
if (!wrong?.closest("form[method=get]")) wrong?.focus();

document.addEventListener("change", ({ target }) => {
  const box = target.closest(".languages-original")?.closest("[data-languages]");
  const line = box?.querySelector(`[data-language="${target.value}"]`);
  if (!line) return;
  const more = line.closest("details");
  if (more) more.open = true;
  line.querySelector("input, textarea").focus();
});

document.addEventListener("submit", (event) => {
  const sentence = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (sentence && !window.confirm(sentence)) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const { target: form } = event;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
});
