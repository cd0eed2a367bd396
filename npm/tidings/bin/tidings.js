#!/usr/bin/env node
// Runs the binary that the package of this platform carries. Nothing is downloaded when it is installed.
'use strict';

const { spawn } = require('node:child_process');
const os = require('node:os');

const name = `tidings-${process.platform}-${process.arch}`;
const program = process.platform === 'win32' ? 'tidings.exe' : 'tidings';

let binary;
try {
  binary = require.resolve(`${name}/bin/${program}`);
} catch {
  console.error(`tidings: the package ${name} is not installed, which holds the program for this platform`);
  console.error('  = install again without --omit=optional; platforms without a package can use: cargo install tidings');
  process.exit(2);
}

const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit' });
// Whoever stops the launcher means the program.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
  console.error(`tidings: cannot run ${binary}: ${error.message}`);
  process.exit(2);
});
child.on('exit', (code, signal) => {
  process.exit(signal ? 128 + (os.constants.signals[signal] ?? 0) : code);
});
