/** Run `then` once the frame that answers a touch is on its way: what follows may take long on a phone. */
export function afterFrame(then) {
  requestAnimationFrame(() => setTimeout(then));
}

/** Close `dialog` once the touch has been answered: it is gone from sight at once, and `then` runs after the browser has looked through the page again, which takes long on a phone. */
export function closeSoon(dialog, then = () => dialog.close()) {
  if ("closing" in dialog.dataset) return;
  dialog.dataset.closing = "";
  afterFrame(() => {
    delete dialog.dataset.closing;
    then();
  });
}
