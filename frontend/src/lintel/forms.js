// Forms that write: the button locks on press, mistakes are read out, and typing is not thrown away by accident.
import { say } from "./say.js";

const buttonOf = (form, submitter) => submitter ?? form.querySelector("[type=submit], button:not([type])");

function lock(form, submitter) {
  const button = buttonOf(form, submitter);
  button?.setAttribute("aria-busy", "true");
  setTimeout(() => {
    if (button) button.disabled = true;
  }, 0); // after the browser has taken the button's value along
}
function unlock(form) {
  form.querySelectorAll("[aria-busy=true]").forEach((button) => {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  });
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    lock(form, event.submitter);
    if (form.hasAttribute("data-download"))
      setTimeout(() => {
        delete form.dataset.sent;
        unlock(form);
      }, 3000); // a download leaves the page standing
  },
  true,
);
const free = (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) {
    delete form.dataset.sent;
    unlock(form);
  }
};
document.addEventListener("htmx:afterRequest", free);
document.addEventListener("htmx:confirm", (event) => {
  if (event.detail.question && !window.confirm(event.detail.question)) {
    event.preventDefault();
    free(event);
  }
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted)
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      unlock(form);
    });
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-deed]");
  if (form) form.dataset.dirty = "1";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]:not([data-sent]):not([data-draft])")) event.preventDefault();
});

/** After a failed attempt the summary takes the focus, so that eyes and screen readers start at what is wrong. */
function mistakes(root) {
  const summary = root.querySelector?.(".form-errors");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
  say(summary.textContent.trim(), true);
}
mistakes(document);
document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target.matches?.("[data-refusal]")) settled(target.closest("form")); // the form itself was right
  mistakes(target);
});

/** What an earlier attempt marked as wrong is right by now. */
function settled(form) {
  form?.querySelectorAll(".form-errors, .field-error").forEach((said) => said.closest("[data-refusal]") || said.remove());
  form?.querySelectorAll("[aria-invalid=true]").forEach((field) => field.removeAttribute("aria-invalid"));
}

// Words said often: a tap writes them into the text field of the form, after what stands there.
document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-write]");
  const field = chip?.form?.querySelector("textarea");
  if (!field) return;
  field.value = [field.value.trim(), chip.dataset.write].filter(Boolean).join("; ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// "Apply on change" forms (filters, language, project switcher).
document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-submit-on-change]")) event.target.form?.requestSubmit();
});
