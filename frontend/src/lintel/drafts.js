// What is typed is kept on the server every five seconds, never in the browser: any device can carry on.
import { word } from "./words.js";

const EVERY = 5000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "_key", "_stamp"]);

/** Keep what stands in a form with a draft now; harmless when nothing was changed. */
export async function keep(form) {
  if (!form.dataset.dirty || form.dataset.sent || !form.isConnected) return;
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (LEFT_OUT.has(name) || typeof value !== "string") continue;
    (values[name] ??= []).push(value);
  }
  const text = JSON.stringify(values);
  if (form._kept === text) return;
  const state = form.querySelector(".draft-state");
  try {
    const answer = await fetch(document.body.dataset.drafts, {
      method: "POST",
      keepalive: true, // also when the page is left at this moment
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
      },
      body: JSON.stringify({
        form: form.dataset.draft,
        url: form.dataset.draftUrl ?? location.pathname,
        title: form.dataset.draftTitle ?? document.title,
        values,
      }),
    });
    if (!answer.ok) throw new Error(answer.status);
    form._kept = text;
    if (state)
      state.textContent = `${word("kept")} ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false })}`;
  } catch {
    if (state) state.textContent = word("notKept");
  }
}

setInterval(() => document.querySelectorAll("form[data-draft]").forEach(keep), EVERY);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) document.querySelectorAll("form[data-draft]").forEach(keep);
});
