import type { IDataObject } from 'n8n-workflow';
import type { ReceivedRequest } from '../../servers/httpServer';
import { outcome, type ScriptedResponse } from '../support/scripted';

const column = [
	{ name: 'id', path: 'getResourceKey()' },
	{ name: 'family', path: 'name.family' },
];
export const parameters = (more: IDataObject = {}): IDataObject => ({
	resource: 'table',
	operation: 'fromServer',
	tableType: 'Patient',
	tableColumns: { column },
	...more,
});
export const capabilities = (rest: object = {}): ScriptedResponse => ({
	body: { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [{ mode: 'server', ...rest }] },
});
export const patients: ScriptedResponse = {
	body: {
		resourceType: 'Bundle',
		type: 'searchset',
		entry: ['a', 'b'].map((id) => ({ resource: { resourceType: 'Patient', id, name: [{ family: id }] } })),
	},
};
export const rows = ['a', 'b'].map((id) => ({ id, family: id }));
export const ndjson: ScriptedResponse = {
	headers: { 'content-type': 'application/x-ndjson' },
	body: `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`,
};

/** A server with these operations: their paths, and how they respond. */
export const server =
	(statement: ScriptedResponse, operations: Record<string, ScriptedResponse> = {}) =>
	({ url = '' }: ReceivedRequest): ScriptedResponse => {
		const [path = ''] = url.slice('/fhir/'.length).split('?');
		if (path === 'metadata') return statement;
		if (path === 'Patient') return patients;
		return operations[path] ?? { status: 404, body: outcome('error', 'not-supported', 'no such operation') };
	};
export const declared = (name: string) => capabilities({ operation: [{ name }] });
