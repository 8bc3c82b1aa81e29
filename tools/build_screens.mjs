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

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const BUILT = path.join(ROOT, "server/web/built");
const FRESH = `${BUILT}.new-${process.pid}`;
const PAST = `${BUILT}.past-${process.pid}`;
const MODULES = path.join(ROOT, "node_modules");

/** A screen's script is `<folder>/<name>.js` and its style `<folder>/<name>.css`; either may be missing. */
const SCREENS = {
  base: "server/web/static",
  start: "server/web/static",
  signin: "server/web/static",
  kiosk: "kiosk/static",
  phone: "kiosk/static",
  counter: "counter/static",
  rating: "counter/static",
  display: "display/static",
  manager: "server/manager/static",
};

/** The alphabets that the screens write: these two hold all 146 letters of Vietnamese. */
const SUBSETS = ["latin", "vietnamese"];

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
  "lucide-static",
  "@fontsource/be-vietnam-pro",
  "@fontsource/noto-sans",
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
    plugins: [onlyOurAlphabets],
  });
}

/** Keeps, of a font's whole-weight style sheet, the alphabets we write, in the one format every browser since Chrome 63 reads. */
const onlyOurAlphabetsFilter = /@fontsource[\\/][^\\/]+[\\/]\d+\.css$/;
/** @type {import("esbuild").Plugin} */
const onlyOurAlphabets = {
  name: "only-our-alphabets",
  setup(build) {
    build.onLoad({ filter: onlyOurAlphabetsFilter }, async ({ path: file }) => {
      const faces = (await readFile(file, "utf8")).match(/@font-face \{[^}]*\}/g) ?? [];
      const kept = faces.filter((face) => SUBSETS.some((subset) => new RegExp(`/[a-z-]+?-${subset}-\\d+-normal\\.woff2`).test(face)));
      if (kept.length !== SUBSETS.length) throw new Error(`${file} no longer has the subsets ${SUBSETS.join(", ")}`);
      return { contents: kept.map((face) => face.replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/, "")).join("\n"), loader: "css" };
    });
  },
};

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
    const file = (await readdir(path.join(MODULES, name))).find((entry) => /^licen[cs]e/i.test(entry));
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
}
