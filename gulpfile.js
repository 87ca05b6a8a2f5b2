const { rm } = require('node:fs/promises');
const { dest, src, task } = require('gulp');

/** Removes what an earlier build left: a renamed file would otherwise stay in the package. */
task('clean', () => rm('dist', { recursive: true, force: true }));

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
