// Builds everything a browser or a printed paper needs that is not written by hand, from pinned npm packages.
//
//   node build.mjs [ASSETS_FOLDER [FONTS_FOLDER]]
//
// To add a script that only some pages load: put it in src/ and add one line to ENTRIES.
// To add an icon: add its name (Tabler Icons, outline) to src/icons.txt.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

/** As browsers on a safe line take it. */
const packed = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

const ENTRIES = {
  app: "src/app.js", // every page
  style: "src/app.css", // every page, served as app.css
  charts: "src/charts.js", // pages with a chart
  widgets: "src/widgets.js", // pages with a searchable select or sorting
  pad: "src/pad.js", // the sheet to sign on, when it is opened
};
const FONTS = { "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Bold.ttf": "700Bold/NotoSansSC_700Bold.ttf" };
const FONT_PACKAGE = "@expo-google-fonts/noto-sans-sc";

const here = dirname(fileURLToPath(import.meta.url));
const fromCaller = process.cwd();
process.chdir(here);
const assetsFolder = resolve(fromCaller, process.argv[2] ?? join(here, "../lintel/site/static/lintel"));
const fontsFolder = resolve(fromCaller, process.argv[3] ?? join(here, "../lintel/platform/papers/fonts"));
const started = performance.now();

/** Compiles .scss imports, and gives custom properties the --tblr- prefix under which Tabler documents them. */
const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css } = sass.compile(path, { loadPaths: ["node_modules"], quietDeps: true, style: "expanded", charset: false });
      return { contents: css.replace(/(?<![\w-])--(?!tblr-|bs-|ts-|lt-)(?=[a-zA-Z])/g, "--tblr-"), loader: "css" };
    });
  },
};

/** One SVG file with only the icons that src/icons.txt names: <svg><use href="…/icons.svg#NAME"></svg>. */
function iconSprite() {
  const names = [...new Set(readFileSync("src/icons.txt", "utf8").replace(/#.*$/gm, "").split(/\s+/).filter(Boolean))].sort();
  const symbols = names.map((name) => {
    const [, kind, plain] = /^(?:(filled)\/)?(.+)$/.exec(name);
    const file = `node_modules/@tabler/icons/icons/${kind ?? "outline"}/${plain}.svg`;
    if (!existsSync(file)) throw new Error(`src/icons.txt names "${name}", which Tabler Icons does not have`);
    const drawing = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    const paint = kind ? 'fill="currentColor"' : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${kind ? `${plain}-filled` : plain}" viewBox="0 0 24 24" ${paint}>${drawing}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** `css`, minified, without the rules whose every selector names a class of src/unused.txt. */
function purged(css) {
  const unused = new Set(readFileSync("src/unused.txt", "utf8").replace(/#.*$/gm, "").split(/\s+/).filter(Boolean));
  const idle = (selector) => [...selector.replace(/\([^()]*\)/g, "").matchAll(/\.(-?[A-Za-z_][\w-]*)/g)].some(([, name]) => unused.has(name));
  return rulesOf(css)
    .map((rule) => {
      const open = rule.indexOf("{");
      if (open < 0) return rule;
      const [head, body] = [rule.slice(0, open), rule.slice(open + 1, -1)];
      if (/^@(media|supports)/.test(head)) {
        const rest = purged(body);
        return rest && `${head}{${rest}}`;
      }
      if (head.startsWith("@")) return rule;
      const kept = head.split(/,(?![^()]*\))/).filter((selector) => !idle(selector));
      return kept.length ? `${kept.join(",")}{${body}}` : "";
    })
    .join("");
}

/** The rules of a style sheet one level deep; braces and semicolons in quoted text and in url() do not count. */
function rulesOf(css) {
  const rules = [];
  let depth = 0, start = 0, quote = "", inside = 0;
  for (let i = 0; i < css.length; i++) {
    const c = css[i];
    if (c === "\\") i++;
    else if (quote) quote = c === quote ? "" : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === "(") inside++;
    else if (c === ")") inside--;
    else if (inside) continue;
    else if (c === "{") depth++;
    else if ((c === "}" && --depth === 0) || (c === ";" && depth === 0)) rules.push(css.slice(start, (start = i + 1)));
  }
  if (css.slice(start).trim()) rules.push(css.slice(start));
  return rules;
}

/** The licence of every package that has a part in what we ship. */
function licences(inputs) {
  const packages = new Set(["@tabler/icons", FONT_PACKAGE]);
  const text = readFileSync("src/tabler.scss", "utf8");
  if (text.includes("@tabler/core")) packages.add("@tabler/core");
  for (const input of inputs) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    if (found) packages.add(found[1]);
  }
  const sections = [...packages].sort().map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file) && statSync(join(folder, file)).isFile()).sort();
    return [`${name} ${version} - ${license ?? "see below"}`, ...files.map((file) => readFileSync(join(folder, file), "utf8").trim())].join("\n\n");
  });
  return `${sections.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** What the library drags in and nothing here can reach: its dark theme (colours are the page's), options of its versions before 5. */
const UNREACHED = { "theme/dark.js": "export default {}", "preprocessor/backwardCompat.js": "export default () => {}" };
const lean = {
  name: "lean",
  setup(build) {
    const left = new Set(Object.keys(UNREACHED));
    build.onLoad({ filter: /[\\/]echarts[\\/]lib[\\/](theme[\\/]dark|preprocessor[\\/]backwardCompat)\.js$/ }, ({ path }) => {
      const name = path.split(/[\\/]/).slice(-2).join("/");
      left.delete(name);
      return { contents: UNREACHED[name] };
    });
    build.onEnd(() => { if (left.size) throw new Error(`echarts no longer has ${[...left].join(", ")}: see UNREACHED in build.mjs`); });
  },
};

const result = await esbuild.build({
  entryPoints: ENTRIES,
  bundle: true,
  minify: true,
  write: false,
  outdir: "out",
  format: "iife",
  target: "es2020",
  legalComments: "none", // gathered, in full, in THIRD-PARTY-LICENSES.txt
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
  plugins: [scss, lean],
});

const files = new Map([["icons.svg", Buffer.from(iconSprite())], ["THIRD-PARTY-LICENSES.txt", Buffer.from(licences(Object.keys(result.metafile.inputs)))]]);
for (const { path, text } of result.outputFiles) {
  const name = path.split(/[\\/]/).pop().replace(/^style\.css$/, "app.css");
  files.set(name, Buffer.from(name === "app.css" ? purged(text) : text));
}
// Bytes, compressed, on a slow line. Every page waits for the first two; tools/assets.py packs and weighs the charts.
const AT_MOST = { "app.css": 35_000, "app.js": 60_000, "widgets.js": 60_000, "pad.js": 10_000 };
for (const [name, most] of Object.entries(AT_MOST)) {
  if (gzipSync(files.get(name), { level: 9 }).length > most) throw new Error(`${name} is larger than ${most / 1000} kB compressed`);
}
if (existsSync("src/static")) for (const file of readdirSync("src/static")) files.set(file, readFileSync(join("src/static", file)));

// Pages put the fingerprint in the address (app.css?v=…), so that a browser may keep a file for ever and still see the next release.
const fingerprints = Object.fromEntries([...files].sort().map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex").slice(0, 12)]));
files.set("assets.json", Buffer.from(`${JSON.stringify(fingerprints, null, 1)}\n`));

// Written beside and then put in place, so that a broken build leaves the last good one standing.
const fresh = `${assetsFolder}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
const report = [];
for (const [name, bytes] of [...files].sort()) {
  writeFileSync(join(fresh, name), bytes);
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = packed(bytes);
  writeFileSync(join(fresh, `${name}.gz`), gzip); // the server sends these as they are
  writeFileSync(join(fresh, `${name}.br`), brotli);
  report.push(`  ${name.padEnd(12)} ${[bytes, gzip, brotli].map((b) => `${(b.length / 1000).toFixed(1)} kB`.padStart(10)).join("")}`);
}
rmSync(assetsFolder, { recursive: true, force: true });
renameSync(fresh, assetsFolder);

mkdirSync(fontsFolder, { recursive: true });
for (const [name, source] of Object.entries(FONTS)) copyFileSync(join("node_modules", FONT_PACKAGE, source), join(fontsFolder, name));
copyFileSync(join("node_modules", FONT_PACKAGE, "LICENSE_FONT"), join(fontsFolder, "OFL.txt"));

console.log(`  ${"".padEnd(12)} ${["plain", "gzip", "brotli"].map((word) => word.padStart(10)).join("")}`);
console.log(report.join("\n"));
console.log(`  built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
