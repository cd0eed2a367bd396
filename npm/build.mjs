// Makes the npm packages of a release.
//
//   node npm/build.mjs --out FOLDER                            the package `tidings`, which finds the right binary
//   node npm/build.mjs --out FOLDER --target TARGET BINARY     the package with the binary for one platform
//
// Writes one folder for each package below FOLDER, ready for `npm pack` or `npm publish`.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const PLATFORMS = {
  'aarch64-apple-darwin': ['darwin', 'arm64'],
  'x86_64-apple-darwin': ['darwin', 'x64'],
  'aarch64-unknown-linux-musl': ['linux', 'arm64'],
  'x86_64-unknown-linux-musl': ['linux', 'x64'],
  'x86_64-pc-windows-msvc': ['win32', 'x64'],
};

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  options: { out: { type: 'string' }, target: { type: 'string' } },
  allowPositionals: true,
});
if (!values.out) throw new Error('--out FOLDER is missing');

const main = JSON.parse(readFileSync(join(here, 'tidings/package.json'), 'utf8'));
const cargo = readFileSync(join(here, '../Cargo.toml'), 'utf8');
const version = cargo.match(/^version = "(.+)"$/m)[1];
// npm takes packages with the provenance of a repository only where they name it.
const address = cargo.match(/^repository = "(.+)"$/m)?.[1];
const origin = address ? { repository: { type: 'git', url: `git+${address}.git` } } : {};
const wrong = [main.version, ...Object.values(main.optionalDependencies)].find((other) => other !== version);
if (wrong) throw new Error(`npm/tidings/package.json says ${wrong}, Cargo.toml ${version}`);

if (!values.target) {
  const folder = join(values.out, 'tidings');
  cpSync(join(here, 'tidings'), folder, { recursive: true });
  write(folder, { ...main, ...origin });
  copyFileSync(join(here, '../LICENSE'), join(folder, 'LICENSE'));
} else {
  const platform = PLATFORMS[values.target];
  if (!platform) throw new Error(`unknown target ${values.target}; use one of ${Object.keys(PLATFORMS).join(', ')}`);
  if (positionals.length !== 1) throw new Error('name one BINARY');
  const [os, cpu] = platform;
  const name = `tidings-${os}-${cpu}`;
  const folder = join(values.out, name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const program = os === 'win32' ? 'tidings.exe' : 'tidings';
  copyFileSync(positionals[0], join(folder, 'bin', program));
  chmodSync(join(folder, 'bin', program), 0o755);
  copyFileSync(join(here, '../LICENSE'), join(folder, 'LICENSE'));
  write(folder, {
    name,
    version,
    description: `The program tidings for ${os} on ${cpu}; install the package tidings`,
    license: main.license,
    ...origin,
    files: ['bin'],
    os: [os],
    cpu: [cpu],
  });
}

function write(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
