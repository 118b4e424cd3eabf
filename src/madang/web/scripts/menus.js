// Menus are <details>: they open without this. It closes them when the reader goes elsewhere.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", ({ target }) => {
  open().forEach((menu) => menu.contains(target) || (menu.open = false));
});

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  open().forEach((menu) => {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  });
});
