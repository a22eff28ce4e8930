// A combobox over a listbox, as ARIA describes it: words travel by POST, the server answers the options, nothing is kept in the browser.
import { say } from "./say.js";

export class Combobox {
  /** `take(option)` is called with what was chosen, `leave()` on Escape; `values()` travel along with the words. */
  constructor(input, list, { url, values = () => ({}), take, leave = () => {} }) {
    Object.assign(this, { input, list, url, values, take, leave });
    input.addEventListener("input", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      take(option);
    });
    list.addEventListener("mousemove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && option !== this.current) this.choose(option);
    });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }
  get current() {
    return this.list.querySelector("[role=option][aria-selected=true]");
  }

  choose(option) {
    this.current?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 150);
  }

  async ask() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.asked = new AbortController();
    const words = this.input.value;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: new URLSearchParams({ ...this.values(), q: words }),
        headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content, "X-Lintel-Frame": "part" },
        signal: this.asked.signal,
      });
      if (answer.redirected || answer.status === 401) return location.reload();
      if (!answer.ok) throw new Error(answer.statusText);
      this.list.innerHTML = await answer.text();
      this.shown = words; // the words whose results are in the list
    } catch (error) {
      if (error.name === "AbortError") return;
      this.list.textContent = "";
    }
    this.options.forEach((option, n) => (option.id ||= `${this.list.id}-${n}`));
    this.list.hidden = !this.list.childElementCount;
    this.input.setAttribute("aria-expanded", String(this.options.length > 0));
    this.choose(this.options[0]);
    say(this.list.querySelector("[data-say]")?.dataset.say);
  }

  close() {
    this.asked?.abort();
    clearTimeout(this.timer);
    this.list.textContent = "";
    this.shown = undefined;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(null);
  }

  /** What is taken is what was typed, not what was there before. */
  async enter() {
    clearTimeout(this.timer);
    if (this.shown !== this.input.value) await this.ask();
    if (this.current) this.take(this.current);
  }

  key(event) {
    if (event.isComposing) return;
    const all = this.options;
    const at = all.indexOf(this.current);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (to !== undefined && all.length) {
      event.preventDefault();
      this.choose(all[event.key.startsWith("Page") ? Math.min(all.length - 1, Math.max(0, to)) : (to + all.length) % all.length]);
    }
    if (event.key === "Escape") this.leave(event);
  }
}
