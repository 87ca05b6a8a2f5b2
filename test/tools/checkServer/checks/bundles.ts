import { randomUUID } from 'node:crypto';
import type { RunResult } from '../../../engine/support/n8n';
import { type } from '../../../engine/support/fixtures';
import type { Check } from '../check';
import type { Session } from '../session';
import { patient } from './writing';

const all = (count: number) => (result: RunResult) =>
	result.output.length === count ? undefined : `${count} entries gave ${result.output.length} items`;

/** A patient with an encounter and an observation that refer to it. */
function record(session: Session) {
	const address = `urn:uuid:${randomUUID()}`;
	const post = (url: string) => ({ method: 'POST', url });
	return [
		{ fullUrl: address, resource: patient(session, 'transaction'), request: post('Patient') },
		{
			resource: session.marked({
				resourceType: 'Encounter',
				status: 'finished',
				class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
				subject: { reference: address },
			}),
			request: post('Encounter'),
		},
		{
			resource: session.marked({
				resourceType: 'Observation',
				status: 'final',
				code: { text: 'Check of a server' },
				valueString: 'none',
				subject: { reference: address },
			}),
			request: post('Observation'),
		},
	];
}

/** Batches, transactions and items that are sent in Bundles. */
export const bundleChecks: readonly Check[] = [
	{
		operation: 'bundle:send',
		variant: 'batch of reads',
		needs: 'batch',
		input: (session) => {
			const url = `Patient?${session.settings.patient === undefined ? '_count=1' : `_id=${session.settings.patient}`}`;
			const entry = [{ request: { method: 'GET', url } }, { request: { method: 'GET', url: `${url}&_summary=count` } }];
			return { parameters: { bundle: { resourceType: 'Bundle', type: 'batch', entry } } };
		},
		complaint: all(2),
	},
	{
		operation: 'bundle:send',
		variant: 'transaction',
		writes: true,
		needs: 'transaction',
		input: (session) => ({
			parameters: { bundle: { resourceType: 'Bundle', type: 'transaction', entry: record(session) } },
		}),
		complaint: all(3),
	},
	{
		operation: 'bundle:send',
		variant: 'batch',
		writes: true,
		needs: 'batch',
		input: (session) => {
			const entry = [{ resource: patient(session, 'batch'), request: { method: 'POST', url: 'Patient' } }];
			return { parameters: { bundle: { resourceType: 'Bundle', type: 'batch', entry } } };
		},
		complaint: all(1),
	},
	...(['batch', 'transaction'] as const).map((bundleType): Check => ({
		operation: 'bundle:sendItems',
		variant: bundleType,
		writes: true,
		needs: bundleType,
		input: (session) => ({
			parameters: { bundleType, itemMethod: 'create', body: '={{ $json }}' },
			input: ['1', '2'].map((number) => patient(session, `${bundleType}-${number}`)),
		}),
		complaint: all(2),
	})),
	{
		operation: 'bundle:sendItems',
		variant: 'reads',
		writes: true,
		needs: 'batch',
		input: (session) => {
			const own = session.created.filter((found) => found.type === 'Patient').slice(0, 2);
			if (own.length < 2) return 'No patients could be created';
			return {
				parameters: {
					bundleType: 'batch',
					itemMethod: 'get',
					resourceType: type('Patient'),
					findBy: 'id',
					resourceId: '={{ $json.id }}',
				},
				input: own.map(({ id }) => ({ id })),
			};
		},
		complaint: all(2),
	},
];
