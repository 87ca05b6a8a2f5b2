const { build } = require('esbuild');
const { existsSync } = require('node:fs');
const { copyFile, mkdir, rm, writeFile } = require('node:fs/promises');
const { basename, dirname, join, relative, resolve } = require('node:path');
const { dest, src, task } = require('gulp');
const { n8n } = require('./package.json');

/** Removes what an earlier build left: a renamed file would otherwise stay in the package. */
task('clean', () => rm('dist', { recursive: true, force: true }));

/**
 * All code in one file: n8n loads it when it starts, and reading hundreds of files takes longer than reading one. What is needed
 * late or never is in it too: while n8n installs another version, a process with this one would find the files of that one.
 */
const all = 'dist/all.js';

/**
 * Compiles the code. n8n expects a file for each node and credential; these share one, and with it connections and tokens.
 * Dependencies stay outside. Names and line breaks stay as they are, for those who read a stack trace.
 */
task('build:code', async () => {
	const files = [...n8n.nodes, ...n8n.credentials];
	const sources = files.map(
		(file) => `export * from ${JSON.stringify(`./${relative('dist', file).replace(/\.js$/, '')}`)};`,
	);
	await build({
		stdin: { contents: sources.join('\n'), resolveDir: __dirname, loader: 'ts' },
		outfile: all,
		bundle: true,
		packages: 'external',
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		// Late imports as TypeScript compiles them for CommonJS, which finds what `require` finds.
		supported: { 'dynamic-import': false },
		logLevel: 'warning',
		logOverride: { 'require-resolve-not-external': 'silent' },
	});
	for (const file of files) {
		const name = basename(file).split('.')[0];
		await mkdir(dirname(file), { recursive: true });
		const shared = relative(dirname(file), all).replaceAll('\\', '/');
		await writeFile(file, `'use strict';\nexports.${name} = require(${JSON.stringify(shared)}).${name};\n`);
	}
});

/**
 * Copies what n8n reads beside the compiled code: icons, codex files (`*.node.json`) and output
 * schemas. Bytes as they are: gulp would spoil images that it takes for text.
 */
task('build:icons', () =>
	src(['{icons,nodes}/**/*.{svg,png}', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist')),
);

/**
 * Gives the operations of *Patient*, *Observation* and the like the output schemas of *Any Resource*: n8n looks them up by the
 * values of *Resource* and *Operation*.
 */
task('build:schemas', async () => {
	const folder = 'dist/nodes/Fhir/__schema__/v1.1.0';
	const { Fhir } = require(resolve(all));
	for (const { name, options, displayOptions } of new Fhir().description.properties) {
		if (name !== 'operation') continue;
		for (const { value } of options) {
			const [common, own] = ['resource', displayOptions.show.resource[0]].map((group) =>
				join(folder, group, `${value}.json`),
			);
			if (existsSync(own) || !existsSync(common)) continue;
			await mkdir(dirname(own), { recursive: true });
			await copyFile(common, own);
		}
	}
});
