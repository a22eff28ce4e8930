// What an ellipsis hides is told by a tooltip, as soon as a pointer or the keyboard comes near.
const near = (event) => {
  const at = event.target instanceof Element ? event.target.closest("td, th, .truncate, .text-truncate, .u-state") : null;
  if (!at || at.title || at.scrollWidth <= at.clientWidth + 1) return;
  at.title = at.textContent.trim().replace(/\s+/g, " ");
};
document.addEventListener("pointerover", near, { passive: true });
document.addEventListener("focusin", near);
