// Everything every page needs. No inline script or style anywhere, so the content security policy can stay strict.
import htmx from "htmx.org/dist/htmx.esm.js";
import Alpine from "@alpinejs/csp";
import "./tabler.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false; // htmx would inject a <style>; app.css carries the two rules instead
htmx.config.disableInheritance = true; // htmx 4 semantics today
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // no page with personal data is kept in browser storage
htmx.config.refreshOnHistoryMiss = true;
window.htmx = htmx;

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});

window.Alpine = Alpine;
Alpine.start();
