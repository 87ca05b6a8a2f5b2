import type { IDataObject } from 'n8n-workflow';
import { type } from '../engine/support/fixtures';

/** Reads from the server directly, without faults. */
export type Ask = (path: string) => Promise<{ status: number; body: IDataObject }>;

/** One interaction of the table. */
export interface Interaction {
	readonly name: string;
	/** The parameters of the FHIR node. */
	readonly parameters: IDataObject;
	/** How often the interaction was carried out, judged by the data of the server. Absent for reads. */
	readonly carriedOut?: (ask: Ask) => Promise<number>;
}

/** The resource that the server holds before the interaction, in version 1. */
export const seed: IDataObject = {
	resourceType: 'Patient',
	id: 'p1',
	active: true,
	name: [{ family: 'Chalmers', given: ['Peter'] }],
};

const mrn = 'http://hospital.example/mrn';
const created = {
	resourceType: 'Patient',
	identifier: [{ system: mrn, value: 'new-1' }],
	name: [{ family: 'Levin' }],
};
const changed = { ...seed, birthDate: '1974-12-25' };
const onP1 = { resourceType: type('Patient'), resourceId: 'p1' };

const numberOfNew = async (ask: Ask) => Number((await ask(`Patient?identifier=${mrn}|new-1`)).body.total);
/** 1 where the update was carried out, else 0: a repeated update cannot be told from a single one. */
const isChanged = async (ask: Ask) => ((await ask('Patient/p1')).body.birthDate === changed.birthDate ? 1 : 0);

function bundle(kind: 'batch' | 'transaction'): IDataObject {
	const entry = [
		{ resource: created, request: { method: 'POST', url: 'Patient' } },
		{ resource: changed, request: { method: 'PUT', url: 'Patient/p1' } },
	];
	return { resource: 'bundle', operation: 'send', bundle: { resourceType: 'Bundle', type: kind, entry } };
}

export const interactions: readonly Interaction[] = [
	{ name: 'read', parameters: { operation: 'get', ...onP1 } },
	{ name: 'search page', parameters: { operation: 'getAll', resourceType: type('Patient'), options: { count: 2 } } },
	{
		name: 'create',
		parameters: { operation: 'create', resourceType: type('Patient'), body: created },
		carriedOut: numberOfNew,
	},
	{
		name: 'conditional create',
		parameters: {
			operation: 'create',
			resourceType: type('Patient'),
			body: created,
			options: { ifNoneExist: `identifier=${mrn}|new-1` },
		},
		carriedOut: numberOfNew,
	},
	{ name: 'update', parameters: { operation: 'update', ...onP1, body: changed }, carriedOut: isChanged },
	{
		name: 'update, If-Match',
		parameters: { operation: 'update', ...onP1, body: changed, options: { ifMatch: '1' } },
		carriedOut: isChanged,
	},
	{
		name: 'update fields',
		parameters: { operation: 'updateFields', ...onP1, body: { birthDate: changed.birthDate } },
		carriedOut: isChanged,
	},
	{
		name: 'patch',
		parameters: {
			operation: 'patch',
			...onP1,
			patchFormat: 'jsonPatch',
			patchInput: 'json',
			jsonPatch: [{ op: 'add', path: '/name/-', value: { use: 'nickname', text: 'Pete' } }],
		},
		carriedOut: async (ask) => ((await ask('Patient/p1')).body.name as unknown[]).length - 1,
	},
	{
		name: 'delete',
		parameters: { operation: 'delete', ...onP1 },
		carriedOut: async (ask) => ((await ask('Patient/p1')).status === 410 ? 1 : 0),
	},
	{ name: 'batch', parameters: bundle('batch'), carriedOut: numberOfNew },
	{ name: 'transaction', parameters: bundle('transaction'), carriedOut: numberOfNew },
];
