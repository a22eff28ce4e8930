// Echoes under inputs that catch a missing zero: amounts in 大写 and 万元, phone numbers in groups.
const DIGITS = "零壹贰叁肆伍陆柒捌玖",
  PLACES = ["", "拾", "佰", "仟"],
  GROUPS = ["", "万", "亿"];

function four(group) {
  let text = "",
    gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (!digit) {
      gap = Boolean(text);
      continue;
    }
    text += (gap ? "零" : "") + DIGITS[digit] + PLACES[place];
    gap = false;
  }
  return text;
}

/** The amount (a string of yuan with at most two decimals) as banks write it; the server's words are the ones that count. */
export function uppercase(text) {
  const found = /^(\d{1,12})(?:\.(\d{0,2}))?$/.exec(text);
  if (!found) return "";
  let whole = Number(found[1]);
  const [jiao, fen] = (found[2] ?? "").padEnd(2, "0");
  const groups = [];
  let rest = whole;
  while (rest) {
    groups.push(rest % 10000);
    rest = Math.floor(rest / 10000);
  }
  let words = "",
    gap = false;
  for (let power = groups.length - 1; power >= 0; power -= 1) {
    const group = groups[power];
    if (!group) {
      gap = Boolean(words);
      continue;
    }
    if (gap || (words && group < 1000)) words += "零";
    words += four(group) + GROUPS[power];
    gap = false;
  }
  const cents = jiao !== "0" || fen !== "0";
  words = words || !cents ? `${words || "零"}元` : "";
  if (!cents) return `人民币${words}整`;
  if (jiao !== "0") words += `${DIGITS[jiao]}角`;
  else if (whole) words += "零";
  if (fen !== "0") words += `${DIGITS[fen]}分`;
  return `人民币${words}`;
}

function echo(input) {
  let line = input.parentElement.querySelector(".field-echo");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "field-echo" });
    input.after(line);
  }
  const plain = input.value.normalize("NFKC").replace(/[,\s¥]/g, "");
  const words = uppercase(plain);
  line.textContent = words
    ? `${words}  ·  ${(Number(plain) / 10000).toLocaleString("zh-CN", { maximumFractionDigits: 4 })} 万元`
    : "";
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.matches?.("[data-money]")) echo(input);
  if (
    input.matches?.("[data-phone]") &&
    input.selectionStart === input.value.length &&
    event.inputType !== "deleteContentBackward"
  ) {
    const digits = input.value
      .normalize("NFKC")
      .replace(/^\+?86(?=1)/, "")
      .replace(/\D/g, "")
      .slice(0, 11);
    if (digits.startsWith("1") && !/[^\d\s+-]/.test(input.value))
      input.value = digits.replace(/^(\d{3})(\d{1,4})?(\d{1,4})?$/, (_, a, b, c) =>
        [a, b, c].filter(Boolean).join(" "),
      );
  }
});
