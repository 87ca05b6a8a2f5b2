/**
 * Runs a command under Node 24, which n8n's engine needs, on a machine that has only Node 20:
 *
 *     node test/tools/node24.mjs jest test/rest            a bare name is that dependency's command
 *     node test/tools/node24.mjs test/bench/main.mjs       anything else is a script
 *     node test/tools/node24.mjs --import tsx demo.ts      options go to Node as they are
 *
 * Where the running Node is older, the binary comes from the dev dependency `node`. npm does not unpack it by itself,
 * as `.npmrc` switches install scripts off (one of a lint plugin's refuses every client but pnpm), so it is done here, once.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const modules = join(project, 'node_modules');
const windows = process.platform === 'win32';

function fail(message) {
	console.error(message);
	process.exit(1);
}

function node24() {
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	const binary = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');
	if (existsSync(binary)) return binary;
	if (!existsSync(join(modules, 'node'))) fail('Node 24 is missing: run "npm ci" first.');
	console.error('Unpacking Node 24 (once) …');
	const { status } = spawnSync('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'], {
		cwd: project,
		stdio: ['ignore', 'ignore', 'inherit'],
		shell: windows,
	});
	if (status !== 0 || !existsSync(binary)) {
		fail('Node 24 could not be unpacked: "npm rebuild node --ignore-scripts=false" shows why.');
	}
	return binary;
}

/** The script behind a command's name, e.g. `jest` → `node_modules/jest/bin/jest.js`. */
function commandScript(name) {
	const manifest = join(modules, name, 'package.json');
	if (!existsSync(manifest)) fail(`No command "${name}": it is neither a file nor a dependency.`);
	const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
	const script = typeof bin === 'string' ? bin : bin?.[name];
	if (!script) fail(`The dependency "${name}" has no command of that name.`);
	return join(modules, name, script);
}

const [command, ...rest] = process.argv.slice(2);
if (command === undefined) fail('Usage: node test/tools/node24.mjs <command or script> [arguments]');
const bare = /^[\w.-]+$/.test(command) && !command.startsWith('-') && !existsSync(command);

const child = spawn(node24(), [bare ? commandScript(command) : command, ...rest], { stdio: 'inherit' });
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
for (const signal of forwarded) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(error.message));
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
