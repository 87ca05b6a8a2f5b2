import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseCases, runCases } from './cases';

/**
 * Runs the official cases of SQL on FHIR v2, which are published in the repository FHIR/sql-on-fhir-v2 (folder `tests`):
 *
 *     npm run sql-on-fhir -- <folder>
 *
 * Prints passed and failed by file, and the reason of each failure. The exit code is 1 where a case of the tag `shareable`
 * failed.
 */
async function main([folder]: readonly string[]): Promise<void> {
	if (folder === undefined) throw new Error('Name the folder with the cases');
	const from = resolve(process.env.INIT_CWD ?? '.', folder);
	const all = { passed: 0, failed: 0, shareable: 0 };
	for (const name of readdirSync(from)
		.filter((file) => file.endsWith('.json'))
		.sort()) {
		const file = parseCases(readFileSync(join(from, name), 'utf8'));
		if (!file) continue;
		const verdicts = await runCases(file);
		const failed = verdicts.filter(({ reason }) => reason !== undefined);
		console.log(`${name.padEnd(28)} ${verdicts.length - failed.length} passed, ${failed.length} failed`);
		for (const { title, tags, reason } of failed) console.log(`    ${title} [${tags.join()}]: ${reason}`);
		all.passed += verdicts.length - failed.length;
		all.failed += failed.length;
		all.shareable += failed.filter(({ tags }) => tags.includes('shareable')).length;
	}
	console.log(`${all.passed} passed, ${all.failed} failed, of these ${all.shareable} with the tag shareable`);
	process.exitCode = all.shareable > 0 || all.passed === 0 ? 1 : 0;
}

void main(process.argv.slice(2));
