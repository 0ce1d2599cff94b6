// Takes from two themes of NL Design System (EUPL-1.2) the tokens that our stylesheets use, with their values resolved:
// a few kilobytes instead of a few hundred. Writes portaal/static/thema/*.css.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../portaal/static/thema");
const modules = join(here, "node_modules");
const styles = ["paneel.css", "routewijzer.css"].map((name) => readFileSync(join(here, "src", name), "utf8")).join("\n");
const used = [...new Set(styles.match(/--(?:utrecht|nl|basis)-[a-z0-9-]+/g))].sort();

function tokens(path) {
  const found = readFileSync(join(modules, path), "utf8").matchAll(/^\s*(--[\w-]+):\s*(.*?);/gm);
  return new Map([...found].map(([, name, value]) => [name, value]));
}

function resolve(value, all) {
  const found = value.replace(/var\((--[\w-]+)\)/g, (_, name) => (all.has(name) ? resolve(all.get(name), all) : "unset"));
  return found.replace(/\s+/g, " ");
}

function block(selector, all) {
  const lines = used.filter((name) => all.has(name)).map((name) => `  ${name}: ${resolve(all.get(name), all)};`);
  return `${selector} {\n${lines.filter((line) => !line.includes("unset")).join("\n")}\n}\n`;
}

const head = (name) => `/* Tokens of ${name}, EUPL-1.2; made by widget/themas.mjs. */\n`;
const example = "@nl-design-system-unstable/voorbeeld-design-tokens";
const ma = "@nl-design-system-community/ma-design-tokens";
const light = tokens(`${ma}/dist/theme.css`);
const dark = new Map([...light, ...tokens(`${ma}/dist/color-scheme-dark/theme.css`)]);
const night = block(".ma-theme", dark).replace(".ma-theme {", ".ma-theme {\n  color-scheme: dark;");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "voorbeeld.css"), head(example) + block(".voorbeeld-theme", tokens(`${example}/dist/theme.css`)));
writeFileSync(
  join(out, "ma.css"),
  head(ma) +
    block(".ma-theme", light) +
    `@media (prefers-color-scheme: dark) {\n${night.replace(".ma-theme {", '.ma-theme:not([data-kleuren="licht"]) {')}}\n` +
    night.replace(".ma-theme {", '.ma-theme[data-kleuren="donker"] {'),
);
