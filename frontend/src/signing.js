// How a visitor agreed: the sheet to sign on, or a photo of the paper. Both travel with the form, in its own file field.
const LONGEST = 1800; // pixels of a photo: enough to read, a tenth of what a camera takes

const part = (form, name) => form.querySelector(`[data-sign-${name}]`);
const chosen = (form) => form.querySelector("[name=how]:checked")?.value;

/** Put `picture` where the form sends it from. */
function put(form, picture, name) {
  const files = new DataTransfer();
  if (picture) files.items.add(new File([picture], name, { type: picture.type }));
  form.elements.proof.files = files.files;
}

/** Show what belongs to the chosen way, and what has been signed. */
export function signing(form) {
  const paper = part(form, "paper");
  if (!paper) return;
  const how = chosen(form);
  const [file] = form.elements.proof.files;
  paper.hidden = how !== "paper";
  part(form, "done").hidden = how !== "signed";
  const small = part(form, "done").querySelector("img");
  if (small.src) URL.revokeObjectURL(small.src);
  small.hidden = !(how === "signed" && file);
  if (small.hidden) small.removeAttribute("src");
  else small.src = URL.createObjectURL(file);
}

/** What was signed or photographed comes along when the page comes back with something to mend. */
export function carry(from, to) {
  const [file] = from?.elements.proof?.files ?? [];
  const same = (name) => from.elements[name]?.value === to.elements[name]?.value;
  if (file && to?.elements.proof && same("how") && same("notice")) put(to, file, file.name); // never under other words
}

function open(form) {
  const dialog = form.querySelector("[data-sheet]");
  part(form, "failed").hidden = true;
  dialog.querySelector("[data-sheet-marketing]").hidden = !form.elements.marketing?.checked;
  const address = dialog.dataset.script;
  if (document.querySelector(`script[src="${address}"][data-there]`)) {
    dialog.dispatchEvent(new CustomEvent("lintel:sheet", { bubbles: true }));
    return;
  }
  if ("wanted" in dialog.dataset) return; // on its way
  dialog.dataset.wanted = "";
  const script = Object.assign(document.createElement("script"), { src: address });
  script.addEventListener("load", () => (script.dataset.there = ""));
  script.addEventListener("error", () => {
    script.remove();
    delete dialog.dataset.wanted;
    part(form, "failed").hidden = false;
    form.querySelector("[name=how]").click();
  });
  document.head.append(script);
}

/** A photo, no larger than one can read; what cannot be drawn here goes as it is and is judged by the server. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const by = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (by === 1 && file.size < 1_000_000) return file;
    const canvas = new OffscreenCanvas(Math.round(picture.width * by), Math.round(picture.height * by));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  } catch {
    return file;
  }
}

const owner = (target) => target.closest?.("form[data-reception]");

document.addEventListener("click", (event) => {
  const form = owner(event.target);
  if (!form) return;
  // The chip opens the sheet, also when it was chosen before and the sheet closed again; arrow keys choose without opening.
  if (event.detail && event.target.closest("label")?.control?.matches("[name=how][value=signed]")) open(form);
  if (event.target.closest("[data-sign-open]")) open(form);
  if (event.target.closest("[data-sheet-close]")) event.target.closest("dialog").close();
});
document.addEventListener("change", async (event) => {
  const form = owner(event.target);
  if (form && event.target.name === "how") {
    put(form, null);
    signing(form);
  }
  if (form && event.target.name === "proof") {
    const [file] = event.target.files;
    if (file) put(form, await smaller(file), "paper.jpg");
  }
});
document.addEventListener("lintel:signed", (event) => {
  const form = owner(event.target);
  put(form, event.detail, "signature.png");
  signing(form);
  part(form, "done").querySelector("button").focus();
});
