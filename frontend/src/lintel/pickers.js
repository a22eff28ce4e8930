// A form opened from another form ("new …" beside a choice) gives its row back: {id, label} into the select that asked.
let asker = null;
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[data-gives]");
    if (link) asker = document.getElementById(link.dataset.gives);
  },
  true,
);
document.addEventListener(
  "lintel:done",
  ({ detail }) => {
    if (!asker?.isConnected || !detail.pk) return;
    const option = new Option(detail.label, detail.pk, true, true);
    asker.append(option);
    asker.dispatchEvent(new Event("change", { bubbles: true }));
    asker = null;
  },
  true,
);
