/**
 * Bundles every screen into server/web/built/: scripts, styles, fonts, icons, and the fonts of the paper slip.
 *
 * Run by hatch_build.py with the Node of the set-up. What is built replaces what was there in one move,
 * so that a running server never serves half a build.
 */
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import subsetFont from "subset-font";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const BUILT = path.join(ROOT, "server/web/built");
const FRESH = `${BUILT}.new-${process.pid}`;
const PAST = `${BUILT}.past-${process.pid}`;
const CUT = `${BUILT}.cut-${process.pid}`;
const MODULES = path.join(ROOT, "node_modules");

/** A screen's script is `<folder>/<name>.js` and its style `<folder>/<name>.css`; either may be missing. */
const SCREENS = {
  base: "server/web/static",
  start: "server/web/static",
  signin: "server/web/static",
  account: "server/web/static",
  kiosk: "kiosk/static",
  phone: "kiosk/static",
  posting: "kiosk/static",
  reader: "kiosk/static",
  guide: "kiosk/static",
  counter: "counter/static",
  rating: "counter/static",
  reception: "counter/static",
  display: "display/static",
  open: "display/static",
  manager: "server/manager/static",
  period: "server/manager/static",
  whatif: "server/manager/static",
  due: "server/manager/static",
  work: "server/manager/static",
  admin: "server/admin/static",
  first_start: "server/admin/static",
};

/**
 * The fonts of the screens, by the names under which style sheets import them: `@import "fonts/<name>.css"`.
 * @type {Record<string, {family: string, weight: number, file: string}>}
 */
const FONTS = {
  "be-vietnam-pro-400": { family: "Be Vietnam Pro", weight: 400, file: "be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf" },
  "be-vietnam-pro-600": { family: "Be Vietnam Pro", weight: 600, file: "be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf" },
  "noto-sans-400": { family: "Noto Sans", weight: 400, file: "noto-sans/400Regular/NotoSans_400Regular.ttf" },
  "noto-sans-600": { family: "Noto Sans", weight: 600, file: "noto-sans/600SemiBold/NotoSans_600SemiBold.ttf" },
};

/** Every letter that bears a mark in Vietnamese. Others, in a foreign name, are drawn in the reader's own font. */
const BEARERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
const MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
const ASCII = String.fromCharCode(...Array.from({ length: 0x7f - 0x20 }, (_, place) => 0x20 + place));
const SIGNS = "\u00a0«»·×÷±°–—‘’“”…•−≤≥→←↑↓✓€₫";
const CUTS = /** @type {const} */ ({ targetFormat: "woff2", noHinting: true, noLayoutClosure: true });
const LETTERS = ASCII + "đĐ" + SIGNS + [...BEARERS].flatMap((letter) => MARKS.map((mark) => (letter + mark).normalize("NFC"))).join("");

/** Whole fonts for the slip, which is drawn by Pillow: [file under node_modules, name under built/paper]. */
const PAPER_FONTS = [
  ["be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf", "BeVietnamPro-Regular.ttf"],
  ["be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf", "BeVietnamPro-SemiBold.ttf"],
  ["be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf", "BeVietnamPro-Bold.ttf"],
  ["noto-sans/400Regular/NotoSans_400Regular.ttf", "NotoSans-Regular.ttf"],
  ["noto-sans/700Bold/NotoSans_700Bold.ttf", "NotoSans-Bold.ttf"],
];

/** What of other people's work goes into the build, and so its licence too. */
const SHIPPED = [
  "socket.io-client",
  "engine.io-client",
  "uplot",
  "qr",
  "lucide-static",
  "@expo-google-fonts/be-vietnam-pro",
  "@expo-google-fonts/noto-sans",
];

async function bundleScreens() {
  const entryPoints = Object.entries(SCREENS)
    .flatMap(([name, folder]) => [".js", ".css"].map((kind) => ({ in: path.join(ROOT, folder, name + kind), out: name })))
    .filter((entry) => existsSync(entry.in));
  await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: FRESH,
    bundle: true,
    minify: true,
    charset: "utf8",
    format: "iife",
    target: "chrome63",
    legalComments: "none",
    logLevel: "warning",
    assetNames: "fonts/[name]-[hash]",
    loader: { ".woff2": "file" },
    plugins: [onlyOurLetters],
  });
}

/**
 * A style sheet names its font by `fonts/<name>.css`; the fonts lie cut in CUT before anything is bundled, because
 * esbuild remembers what it saw in a folder.
 * @type {import("esbuild").Plugin}
 */
const onlyOurLetters = {
  name: "only-our-letters",
  setup(build) {
    build.onResolve({ filter: /^fonts\/[a-z0-9-]+\.css$/ }, ({ path: name }) => ({ path: path.basename(name, ".css"), namespace: "fonts" }));
    build.onLoad({ filter: /.*/, namespace: "fonts" }, ({ path: name }) => {
      const font = FONTS[name];
      if (!font) throw new Error(`there is no font ${name}: known are ${Object.keys(FONTS).join(", ")}`);
      return { contents: faceOf(name, font), loader: "css", resolveDir: CUT };
    });
  },
};

/**
 * Cuts each font down to the letters that we write, in the one format every browser since Chrome 63 reads. Without its
 * hints, which only old Windows screens heed: they are half of the bytes, and every phone pays for them.
 */
async function cutFonts() {
  await mkdir(CUT, { recursive: true });
  for (const [name, { file }] of Object.entries(FONTS)) {
    const whole = await readFile(path.join(MODULES, "@expo-google-fonts", file));
    await writeFile(path.join(CUT, `${name}.woff2`), await subsetFont(whole, LETTERS, CUTS));
  }
}

/**
 * The style sheet of one font.
 * @param {string} name
 * @param {{family: string, weight: number}} font
 */
function faceOf(name, { family, weight }) {
  return `@font-face {
    font-family: "${family}"; font-style: normal; font-weight: ${weight}; font-display: swap;
    src: url("./${name}.woff2") format("woff2");
  }`;
}

/** One sprite of the icons named in server/web/icons.txt; a symbol's id is the icon's name. */
async function drawIcons() {
  const list = path.join(ROOT, "server/web/icons.txt");
  const lines = existsSync(list) ? (await readFile(list, "utf8")).split("\n") : [];
  const names = [...new Set(lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean))].sort();
  const symbols = await Promise.all(names.map(symbolOf));
  await writeFile(path.join(FRESH, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

/** @param {string} name */
async function symbolOf(name) {
  const file = path.join(MODULES, "lucide-static/icons", `${name}.svg`);
  if (!existsSync(file)) throw new Error(`server/web/icons.txt names "${name}", which is no icon of lucide-static`);
  const drawing = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(await readFile(file, "utf8"));
  if (!drawing) throw new Error(`${file} is not a drawing`);
  const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${stroke}>${drawing[1].replace(/\s+/g, " ").trim()}</symbol>`;
}

async function copyPaperFonts() {
  await mkdir(path.join(FRESH, "paper"));
  for (const [from, to] of PAPER_FONTS) await cp(path.join(MODULES, "@expo-google-fonts", from), path.join(FRESH, "paper", to));
}

async function copyLicences() {
  await mkdir(path.join(FRESH, "licences"));
  for (const name of SHIPPED) {
    // Of a font the font's own licence, not that of the package around it.
    const files = (await readdir(path.join(MODULES, name))).filter((entry) => /^licen[cs]e/i.test(entry));
    const file = files.find((entry) => entry === "LICENSE_FONT") ?? files[0];
    if (!file) throw new Error(`${name} has no licence file`);
    await cp(path.join(MODULES, name, file), path.join(FRESH, "licences", `${name.replace("/", "-").replace("@", "")}.txt`));
  }
}

/**
 * Twelve hex digits that change when anything built changes; pages ask for `/built/<name>?v=<this>`.
 * @param {string} folder
 */
async function fingerprint(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(path.relative(folder, file)).update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
}

await mkdir(FRESH, { recursive: true });
try {
  await cutFonts();
  await bundleScreens();
  await drawIcons();
  await copyPaperFonts();
  await copyLicences();
  await writeFile(path.join(FRESH, "version"), await fingerprint(FRESH));
  if (existsSync(BUILT)) await rename(BUILT, PAST);
  await rename(FRESH, BUILT);
} finally {
  await rm(FRESH, { recursive: true, force: true });
  await rm(PAST, { recursive: true, force: true });
  await rm(CUT, { recursive: true, force: true });
}
