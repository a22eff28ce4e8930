// A choice among thousands (choosing.py): the plain select becomes a field in which one types and takes from a few matches.
import { Combobox } from "./combobox.js";

let made = 0;

/** Put a combobox in front of the select of `chooser`; the select stays what is sent. */
function dress(chooser) {
  const select = chooser.querySelector("select");
  if (!select || select.hidden) return;
  const input = document.createElement("input");
  const list = document.createElement("div");
  input.className = "form-select chooser-input";
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = chooser.dataset.hint;
  input.id = select.id; // the label, the list of mistakes and the focus lead to what is seen
  select.id = `${select.id}_chosen`;
  list.id = `chooser-${++made}`;
  list.className = "chooser-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", chooser.dataset.empty);
  const said = { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const name of ["aria-describedby", "aria-invalid", "autofocus"]) {
    if (select.hasAttribute(name)) said[name] = select.getAttribute(name);
  }
  if (select.required) said["aria-required"] = "true";
  for (const [name, value] of Object.entries(said)) input.setAttribute(name, value);

  const show = () => (input.value = select.value ? select.selectedOptions[0].label : "");
  const shut = () => {
    box.close();
    list.hidden = true;
  };
  const box = new Combobox(input, list, {
    url: chooser.dataset.choose,
    values: () => ({ within: chooser.dataset.within }),
    take(option) {
      const { value, label } = option.dataset;
      if (![...select.options].some((one) => one.value === value)) select.append(new Option(label, value));
      select.value = value;
      shut();
      input.focus();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    leave(event) {
      if (list.hidden) return; // the second press is for the drawer
      event.preventDefault();
      event.stopPropagation();
      shut();
      show();
      input.select();
    },
  });

  /** Whoever is left without a choice keeps the one before; an emptied field chooses nobody, where that is allowed. */
  function settle() {
    shut();
    const nobody = [...select.options].find((one) => !one.value);
    if (!input.value.trim() && nobody && select.value) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    } else show();
  }
  const open = () => {
    if (!list.hidden) return;
    input.value = "";
    box.ask();
  };

  input.addEventListener("input", (event) => event.stopPropagation()); // half a name is no change of the form
  input.addEventListener("click", open);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (!list.hidden || input.value !== (select.value ? select.selectedOptions[0].label : ""))) {
      event.preventDefault();
      box.enter();
    } else if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      open();
    }
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => (list.matches(":hover") ? undefined : settle()));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  select.addEventListener("change", show);
  select.hidden = true;
  show();
  select.after(input, list);
  if (said.autofocus !== undefined) input.focus();
}

const look = (root) => root.querySelectorAll?.(".chooser").forEach(dress);
look(document);
document.addEventListener("htmx:load", (event) => look(event.detail.elt));
