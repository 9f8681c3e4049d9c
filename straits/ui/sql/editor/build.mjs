// Build the editor to one file, with the licences of what is in it; --check compares instead.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const SOURCES = ["build.mjs", "package-lock.json", "package.json", "source/duckdb_words.js", "source/editor.js"];

const digest = createHash("sha256");
for (const name of SOURCES) digest.update(readFileSync(name));
const built = await build({
  entryPoints: ["source/editor.js"], bundle: true, minify: true, format: "esm", target: "es2022",
  charset: "utf8", legalComments: "none", write: false, metafile: true,
  banner: { js: `// Built from source/ by build.mjs; the sources are ${digest.digest("hex")}. Licences: built/LICENCES.txt` },
});
const packages = new Set(
  Object.keys(built.metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean),
);
const licences = [...packages].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
const files = { "built/editor.js": built.outputFiles[0].text, "built/LICENCES.txt": licences.join(`\n${"-".repeat(78)}\n\n`) };
for (const [name, text] of Object.entries(files)) {
  if (!process.argv.includes("--check")) writeFileSync(name, text);
  else if (readFileSync(name, "utf8") !== text) {
    console.error(`straits/ui/sql/editor/${name} is not what its sources make: run "npm ci && npm run build" there.`);
    process.exitCode = 1;
  }
}
