import { type IDataObject, type INodeParameters, type INodeTypes, Workflow } from 'n8n-workflow';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { locator, type } from '../engine/support/fixtures';

const fhir = new Fhir();

/** The subtitle of a node with these parameters, as n8n's editor works it out. */
function subtitleOf(parameters: IDataObject): unknown {
	const node = {
		id: '1',
		name: 'FHIR',
		type: 'fhir',
		typeVersion: 1.1,
		position: [0, 0] as [number, number],
		parameters: parameters as INodeParameters,
	};
	const nodeTypes = { getByName: () => fhir, getByNameAndVersion: () => fhir } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const own = workflow.getNode('FHIR');
	if (!own) throw new Error('no node');
	return workflow.expression.getSimpleParameterValue(own, fhir.description.subtitle ?? '', 'internal', {});
}

test.each<[string, IDataObject]>([
	['Get Patients', { operation: 'getAll' }],
	['Get Observations', { operation: 'getAll', resourceType: type('Observation') }],
	['Get FamilyMemberHistories', { operation: 'getAll', resourceType: type('FamilyMemberHistory') }],
	['Get many resources', { operation: 'getAll', resourceType: type('={{ $json.type }}') }],
	['Create MedicationRequest', { operation: 'create', resourceType: type('MedicationRequest') }],
	['Patch Patient', { operation: 'patch' }],
	['Replace Patient', { operation: 'update' }],
	['Update fields of Patient', { operation: 'updateFields' }],
	['Create a patient', { resource: 'patient', operation: 'create' }],
	['Get many medication requests', { resource: 'medicationRequest', operation: 'getAll' }],
	['Get everything about a patient', { resource: 'patient', operation: 'getEverything' }],
	['$match on Patient', { resource: 'operation', operation: 'run', operationName: '$match' }],
	[
		'$lastn on Observation',
		{ resource: 'operation', operation: 'run', operationName: 'lastn', resourceType: type('Observation') },
	],
	['$match on Patient', { resource: 'operation', operation: 'run', operationName: locator('$match') }],
	['Run an operation', { resource: 'operation', operation: 'run', operationName: locator('={{ $json.name }}') }],
	['$export', { resource: 'operation', operation: 'run', operationName: '$export', level: 'system' }],
	['Run an operation', { resource: 'operation', operation: 'run', operationName: '={{ $json.name }}' }],
])('the subtitle says "%s"', (text, parameters) => {
	expect(subtitleOf(parameters)).toBe(text);
});
