import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

/** The folder of the extension: the tests lie two folders below it. */
const ROOT = path.join(__dirname, "..", "..");
const text = (file: string): string => fs.readFileSync(path.join(ROOT, file), "utf8");
const keys = (file: string): string[] => Object.keys(JSON.parse(text(file)) as object).sort();

test("every word of the manifest is there in both languages", () => {
  const used = [...text("package.json").matchAll(/"%([\w.]+)%"/g)].map((found) => found[1]).sort();
  assert.deepStrictEqual(keys("package.nls.json"), [...new Set(used)]);
  assert.deepStrictEqual(keys("package.nls.zh-cn.json"), keys("package.nls.json"));
});

test("every sentence of the extension is there in Chinese", () => {
  const used = [...text("src/extension.ts").matchAll(/\bt\("([^"]+)"/g)].map((found) => found[1]).sort();
  assert.ok(used.length > 5);
  assert.deepStrictEqual(keys("l10n/bundle.l10n.zh-cn.json"), [...new Set(used)]);
});
