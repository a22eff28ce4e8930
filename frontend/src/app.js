// Everything every page needs. No inline script or style anywhere, so the content security policy can stay strict.
import htmx from "htmx.org/dist/htmx.esm.js";
import "./lintel/frames.js";
import "./lintel/focus.js";
import "./lintel/forms.js";
import "./lintel/drafts.js";
import "./lintel/lists.js";
import "./lintel/clipped.js";
import "./lintel/cells.js";
import "./lintel/kanban.js";
import "./lintel/palette.js";
import "./lintel/choosing.js";
import "./lintel/keys.js";
import "./lintel/menus.js";
import "./lintel/session.js";
import "./lintel/echo.js";
import "./lintel/days.js";
import "./lintel/pickers.js";
import "./lintel/charts.js";
import "./lintel/pictures.js";
import "./customers.js";
import "./lintel/week.js";
import "./lintel/wall.js";
import "./reception.js";
import "./kiosk.js";
import "./board.js";

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false; // htmx would inject a <style>; components.scss carries the two rules instead
htmx.config.disableInheritance = true; // htmx 4 semantics today
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // no page with personal data is kept in browser storage
htmx.config.refreshOnHistoryMiss = true;
htmx.config.scrollIntoViewOnBoost = false;
htmx.config.defaultSettleDelay = 0; // a form is htmx's as soon as it is seen: pressed in the 20 ms between, it would go its own way and take the page along
htmx.config.timeout = 30000;
htmx.config.attributesToSettle = ["class", "width", "height"]; // a style attribute, even an empty one, is against the policy
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "304", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true }, // a refusal is content: it is shown, never dropped
];
window.htmx = htmx;
