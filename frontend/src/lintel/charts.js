// Fetches the drawing of charts when the first one comes into sight, and never on a page or screen that shows none.
const watch = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    const address = target.dataset.script;
    if (document.querySelector(`script[src="${address}"]`)) target.dispatchEvent(new CustomEvent("lintel:chart", { bubbles: true }));
    else document.head.append(Object.assign(document.createElement("script"), { src: address }));
  }
}, { rootMargin: "200px" }); // a little before, so that its menu never comes first

function look(root) {
  for (const element of root.querySelectorAll("[data-chart]")) watch.observe(element);
}

look(document);
document.addEventListener("htmx:load", (event) => look(event.detail.elt));
