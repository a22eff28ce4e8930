// Ctrl K: a combobox over everything one may open.
import { closeSoon } from "./soon.js";
import { Combobox } from "./combobox.js";

const dialog = document.getElementById("palette");
const form = dialog?.querySelector("form");
const input = dialog?.querySelector("[role=combobox]");
let opener;

const back = () => opener?.isConnected && opener.focus({ preventScroll: true });
const box =
  dialog &&
  new Combobox(input, document.getElementById("palette-list"), {
    url: form.dataset.url,
    take: go,
    leave(event) {
      event.preventDefault();
      event.stopPropagation();
      close();
    },
  });

export function openPalette() {
  if (!dialog || dialog.open) return;
  opener = document.activeElement;
  dialog.showModal();
  input.value = "";
  input.focus();
  box.ask();
}

/** Gone from sight at once, with what was typed; then the focus goes back, and `then` comes. */
function close(then) {
  if (!dialog.open) return;
  closeSoon(dialog, () => {
    dialog.close();
    input.value = "";
    box.close();
    back();
    then?.();
  });
}

function go(option) {
  const link = option.cloneNode();
  link.removeAttribute("role");
  link.removeAttribute("id");
  link.hidden = true;
  close(() => {
    document.body.append(link); // a click like any other: drawers listen for it
    link.click();
    link.remove();
  });
}

document.addEventListener("keydown", (event) => {
  if (!dialog || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog.open) close();
    else openPalette();
  }
});
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("[data-palette]");
    if (!link || !dialog || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openPalette();
  },
  true,
);

if (dialog) {
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (!event.ctrlKey && !event.metaKey) box.enter();
    else if (input.value.trim()) form.submit();
  });
  dialog.querySelector("[data-palette-close]").addEventListener("click", () => close());
  dialog.addEventListener("mousedown", (event) => {
    if (event.target === dialog) close();
  });
}
