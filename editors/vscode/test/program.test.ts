import * as assert from "node:assert";
import { test } from "node:test";
import { program, Surroundings } from "../src/program";

function at(setting: string, files: string[], platform = "linux"): Surroundings {
  return { setting, extension: "/ext", folder: "/site", home: "/home/me", platform, exists: (file) => files.includes(file) };
}

test("the setting counts before everything else", () => {
  assert.deepStrictEqual(program(at("~/bin/tidings", ["/home/me/bin/tidings", "/ext/bin/tidings"])), { command: "/home/me/bin/tidings" });
  assert.deepStrictEqual(program(at("${workspaceFolder}/t", ["/site/t"])), { command: "/site/t" });
  assert.deepStrictEqual(program(at("tidings-nightly", [])), { command: "tidings-nightly" });
});

test("a setting that names no file is an error and nothing else is run", () => {
  assert.deepStrictEqual(program(at("/no/such", ["/ext/bin/tidings"])), { missing: "/no/such" });
});

test("the bundled program counts before the one in PATH", () => {
  assert.deepStrictEqual(program(at("", ["/ext/bin/tidings"])), { command: "/ext/bin/tidings" });
  assert.deepStrictEqual(program(at(" ", [])), { command: "tidings" });
  assert.deepStrictEqual(program(at("", [], "win32")), { command: "tidings.exe" });
});
