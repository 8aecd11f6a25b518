// Makes src/gen from the tree: the messages of live.proto in TypeScript, and the report's spelling of numbers. Runs before every build, so
// that proto/ stays the one definition. CAREPOOL_SOURCE names the tree (the build copies this folder elsewhere), PROTOC the compiler.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = process.env.CAREPOOL_SOURCE ?? resolve(here, "../../../..");
const out = join(here, "gen");
const protos = ["options", "values", "results", "live"].map((name) => `carepool/${name}.proto`);

mkdirSync(out, { recursive: true });
execFileSync(
  process.env.PROTOC ?? "protoc",
  [
    `--plugin=protoc-gen-es=${join(here, "../node_modules/.bin/protoc-gen-es")}`,
    `--es_out=${out}`,
    "--es_opt=target=ts",
    "-I",
    join(root, "proto"),
    ...protos,
  ],
  { stdio: "inherit" },
);
copyFileSync(join(root, "sim/report/page/src/format.ts"), join(out, "format.ts"));
