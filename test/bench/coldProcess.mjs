/**
 * Loads modules into this process, which has n8n-workflow already, as n8n has, and prints what that took as JSON. Plain
 * JavaScript, so that nothing compiles the modules on their way:
 *
 *     node --expose-gc test/bench/coldProcess.mjs <folder of n8n> <file> …
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const [n8n, ...files] = process.argv.slice(2);
const require = createRequire(join(n8n, 'node_modules', 'n8n', 'package.json'));
require('n8n-workflow');

const heap = () => {
	for (let round = 0; round < 4; round++) global.gc();
	return process.memoryUsage().heapUsed;
};
const before = heap();
const cpu = process.cpuUsage();
const started = performance.now();
for (const file of files) require(file);
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ milliseconds, cpuMilliseconds: (user + system) / 1000, bytes: heap() - before }));
