/**
 * The rooms of the product, as data. Both the structure check (`npm run structure`) and the lint rule `structure/imports`
 * read them from here: a new room, or a new door between two rooms, is one line in this file.
 *
 * Paths start at the project's root and use `/`. A path that ends with `/` means the folder with everything below it.
 */

/**
 * A level of a folder: the children that stand on one height.
 *
 * @typedef {object} Level
 * @property {string[]} names Names of files, or of folders with a `/` at the end; `*` stands for any characters. A name
 *   without `*` is looked up first, on all levels.
 * @property {boolean} apart Whether the children of this level may not import each other. Where they may, they still form
 *   no circle.
 */

/**
 * @typedef {object} Order
 * @property {string} why The reason, told with each import that breaks the order.
 * @property {Level[]} levels From top to bottom. A child imports from its own level and below, never from above.
 */

/** @type {(...names: string[]) => Level} */
const level = (...names) => ({ names, apart: false });
/** @type {(...names: string[]) => Level} */
const apart = (...names) => ({ names, apart: true });

const fhir = 'nodes/Fhir/';
const wire = `${fhir}transport/node/`;
/** @type {(...names: string[]) => string[]} */
const inFhir = (...names) => names.map((name) => fhir + name);

/**
 * The order of the rooms in a folder. A folder without an order is only checked for circles.
 *
 * @type {Record<string, Order>}
 */
export const orders = {
	'nodes/Fhir/': {
		why: 'A layer knows only the layers below it.',
		levels: [
			apart('*.node.ts'),
			level('actions/'),
			level('triggers/'),
			level('execution/'),
			level('form/'),
			level('methods/'),
			level('items/'),
			level('connection/'),
			level('rest/'),
			level('transport/'),
			level('support/'),
		],
	},
	'nodes/Fhir/actions/': {
		why: 'The registry knows the groups, and a group knows no other group: what several groups need is in actions/shared/.',
		levels: [level('registry.ts'), level('typeGroups.ts'), apart('*/'), level('shared/'), level('contract.ts')],
	},
	'nodes/Fhir/triggers/': {
		why: 'A trigger knows no other trigger: what several of them need is in triggers/shared/.',
		levels: [apart('*/'), level('shared/')],
	},
	'nodes/Fhir/rest/': {
		why: 'Interactions build on the client, the client on requests and responses, and those on the model.',
		levels: [
			level('subscription/', 'bulk/'),
			level(
				'changes/',
				'conformance/',
				'jobs/',
				'reference/',
				'binary/',
				'terminology/',
				'bundle/',
				'updateFields/',
				'wideSearch/',
				'viewRun/',
			),
			level('client.ts'),
			level('search/'),
			level('patch/', 'operation/', 'view/'),
			level('response/', 'ndjson/', 'fields/'),
			level('request/'),
			level('definitions/'),
			level('model/'),
		],
	},
	'nodes/Fhir/transport/': {
		why: 'The client is at the top, the port and its diagnosis in the middle, what everything shares at the bottom.',
		levels: [
			apart('client.ts', 'node/'),
			level('auth/', 'retry/', 'redirects.ts', 'response.ts'),
			level('limit/'),
			level('diagnosis/'),
			level('wire.ts'),
			level('tls/', 'baseUrl.ts'),
			level('pathEscape.ts'),
			level('errors/'),
			level('http.ts', 'settings.ts', 'runtime.ts'),
		],
	},
};

/**
 * Rooms with a door: only the listed paths go `into` them, or only the listed paths are reached `outOf` them.
 *
 * @typedef {{ into?: string, from?: string[], outOf?: string, to?: string[], why: string }} Door
 * @type {Door[]}
 */
export const doors = [
	{
		into: wire,
		from: [wire, `${fhir}connection/platform.ts`],
		why: 'Only connection/platform.ts picks the implementation of the port; everything else sees transport/wire.ts.',
	},
	{
		outOf: wire,
		to: [
			wire,
			...inFhir('transport/wire.ts', 'transport/http.ts', 'transport/settings.ts', 'transport/runtime.ts'),
			...inFhir('transport/tls/', 'support/'),
		],
		why: 'transport/node/ implements the port and knows only wire.ts, http.ts, settings.ts, runtime.ts, tls/ and support/.',
	},
	{ into: 'credentials/', from: ['credentials/'], why: 'Only n8n loads credentials: no code imports them.' },
	{
		outOf: 'credentials/',
		to: ['credentials/', ...inFhir('connection/', 'rest/', 'transport/', 'support/')],
		why: 'A credential knows only connection/ and the layers below it.',
	},
];

/**
 * Which packages are imported where. The first entry that names a package decides; a package without an entry is free.
 * `*` stands for any characters; a name includes the package's subpaths. Built-ins have `node:` in front.
 *
 * @typedef {{ names: string[], only?: string[], never?: string[], why: string }} PackageRule
 * @type {PackageRule[]}
 */
export const packages = [
	{
		names: ['n8n-*'],
		never: inFhir('rest/', 'transport/', 'support/'),
		why: 'The lower layers know no n8n: rest/, transport/ and support/ get what they need from connection/.',
	},
	{
		names: ['node:crypto'],
		only: inFhir('transport/', 'support/'),
		why: 'Only transport/ and support/ work with hashes, keys and certificates.',
	},
	{
		names: ['fhirpath'],
		only: inFhir('rest/view/library.ts', 'rest/view/functions.ts'),
		why: 'Only rest/view/library.ts works with the FHIRPath library (functions.ts names a type of it), so that another one can replace it.',
	},
	{
		names: ['undici', 'node:*'],
		only: [wire],
		why: 'What depends on undici or Node.js is in transport/node/, behind the port, so that another wire can replace it.',
	},
];

/**
 * Texts that may only appear in some files.
 *
 * @type {{ text: string, only: string[], why: string }[]}
 */
export const texts = [
	{ text: 'UND_ERR', only: [wire], why: "Above transport/node/, failures have the port's own neutral codes." },
];

/** A file with more lines than this holds more than one idea. */
export const maxLines = 250;
