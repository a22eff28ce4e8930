// The sheet a visitor signs on. It comes only when somebody opens it; what is signed lives in this page until it is sent.
import SignaturePad from "signature_pad";

const SHARP = 2; // device pixels a pixel at most: more weighs and shows nothing
const pads = new WeakMap(); // dialog → pad

function made(dialog) {
  const canvas = dialog.querySelector("canvas");
  const pad = new SignaturePad(canvas, { backgroundColor: "#fff", penColor: "#10131a", minWidth: 1, maxWidth: 3 });
  const changed = () => {
    for (const name of ["undo", "clear", "take"]) dialog.querySelector(`[data-sheet-${name}]`).disabled = pad.isEmpty();
  };
  pad.addEventListener("endStroke", changed);
  dialog.querySelector("[data-sheet-undo]").addEventListener("click", () => {
    pad.fromData(pad.toData().slice(0, -1));
    if (!pad.toData().length) pad.clear();
    changed();
  });
  dialog.querySelector("[data-sheet-clear]").addEventListener("click", () => {
    pad.clear();
    changed();
  });
  dialog.querySelector("[data-sheet-take]").addEventListener("click", () => {
    canvas.toBlob((picture) => dialog.dispatchEvent(new CustomEvent("lintel:signed", { bubbles: true, detail: picture })));
    dialog.close();
  });
  // Turning the phone changes the sheet: the strokes stay where they were drawn.
  new ResizeObserver(() => fit(pad)).observe(canvas);
  return pad;
}

function fit(pad) {
  const { canvas } = pad;
  const sharp = Math.min(SHARP, devicePixelRatio || 1);
  const [width, height] = [Math.round(canvas.clientWidth * sharp), Math.round(canvas.clientHeight * sharp)];
  if (!width || !height || (canvas.width === width && canvas.height === height)) return;
  const strokes = pad.toData();
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").scale(sharp, sharp);
  pad.clear();
  if (strokes.length) pad.fromData(strokes);
}

function open(dialog) {
  if (!dialog.open) dialog.showModal();
  if (!pads.has(dialog)) pads.set(dialog, made(dialog));
  fit(pads.get(dialog));
}

document.addEventListener("lintel:sheet", ({ target }) => open(target));
document.querySelectorAll("dialog[data-sheet][data-wanted]").forEach((dialog) => {
  delete dialog.dataset.wanted;
  open(dialog);
});
