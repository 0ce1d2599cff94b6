// Builds the widget into portaal/static/widget/<version>/ and records the hashes in the manifest.
//   node build.mjs          build; a version that was released before keeps its bytes, or the build stops
//   node build.mjs --check  build in memory and compare with what is there
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { parse } from "yaml";

/** Most bytes of a file as it goes over the line (gzip -9, kB = 1000 bytes). */
const BUDGET = { "routewijzer.js": 6000, "paneel.js": 40000, "paneel.css": 10000 };
const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../portaal/static/widget");
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const texts = parse(readFileSync(join(here, "../kennisbank/portaal.yml"), "utf8")).pagina.widget;

async function bundle(entry, options = {}) {
  const made = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    target: ["chrome109", "firefox115", "safari16.4"],
    legalComments: "none",
    charset: "utf8",
    ...options,
  });
  return Buffer.from(made.outputFiles[0].contents);
}

/** The stylesheet of the loader as a text in its script. */
const styleAsText = {
  name: "style-as-text",
  setup(builder) {
    builder.onLoad({ filter: /routewijzer\.css$/ }, async () => ({
      contents: (await bundle("routewijzer.css")).toString("utf8").trim(),
      loader: "text",
    }));
  },
};

const files = {
  "routewijzer.js": await bundle("routewijzer.ts", { format: "iife", define: { TEKSTEN: JSON.stringify(texts) }, plugins: [styleAsText] }),
  "paneel.js": await bundle("paneel.ts", { format: "iife" }),
  "paneel.css": await bundle("paneel.css"),
};

const manifestPath = join(target, "manifest.json");
const manifest = existsSync(manifestPath) ? JSON.parse(readFileSync(manifestPath, "utf8")) : { nieuwste: version, versies: {} };
const entry = {};
for (const [name, content] of Object.entries(files)) {
  const gzip = gzipSync(content, { level: 9 }).length;
  if (gzip > BUDGET[name]) fail(`${name} is ${gzip} bytes over the line; the budget is ${BUDGET[name]}.`);
  entry[name] = { integrity: `sha384-${createHash("sha384").update(content).digest("base64")}`, bytes: content.length, gzip };
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const known = manifest.versies[version];
const changed = Object.keys(files).filter((name) => known?.[name].integrity !== entry[name].integrity);
if (known && changed.length) fail(`Version ${version} was built before with other bytes (${changed.join(", ")}): raise the version in widget/package.json.`);
if (process.argv.includes("--check")) {
  const differs = Object.entries(files).filter(([name, content]) => !existsSync(join(target, version, name)) || !readFileSync(join(target, version, name)).equals(content));
  if (!known || differs.length) fail(`portaal/static/widget/${version} is not what the sources give: run npm run build.`);
} else {
  mkdirSync(join(target, version), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(target, version, name), content);
  writeFileSync(manifestPath, `${JSON.stringify({ nieuwste: version, versies: { ...manifest.versies, [version]: entry } }, null, 2)}\n`);
}
for (const [name, { bytes, gzip }] of Object.entries(entry)) console.log(`${name}: ${bytes} bytes, ${gzip} over the line`);
