import type { IDataObject } from 'n8n-workflow';
import { fingerprint } from '../../../nodes/Fhir/support/fingerprint';
import { type ErringServer, startErring } from './modelOverHttp';
import { observationTrigger, shown } from './watching';

let server: ErringServer;
afterEach(async () => await server.close());

const trigger = (parameters?: IDataObject) => observationTrigger(server, parameters);

const minute = 60_000;

test.each([
	['another search', { watch: 'search', searchBy: 'queryString', queryString: 'code=x' }],
	['another start', { start: 'all' }],
])('FHIR Trigger: with %s it starts again, and says so once', async (_what, parameters) => {
	server = await startErring();
	const workflow = trigger({ watch: 'search', searchBy: 'queryString', queryString: 'status=final' });
	await workflow.activate();
	server.model.write('Observation', 'a');
	workflow.restart(parameters);
	await workflow.activate();
	expect(workflow.log.filter((line) => line.includes('starts again'))).toHaveLength(1);
	server.model.clock += minute;
	server.model.write('Observation', 'b');
	expect(shown(await workflow.poll())).toEqual(['created b/1']);
});

test('FHIR Trigger: a state that it cannot read counts as none, with a line in the log', async () => {
	server = await startErring();
	const workflow = trigger();
	workflow.stored = JSON.stringify({ 'node:FHIR Trigger': { changes: { version: 99, feeds: [] } } });
	workflow.restart();
	await workflow.activate();
	expect(workflow.log.join()).toContain('cannot be read by this version');
});

test('FHIR Trigger: a type that is added begins as Start says, and the others go on', async () => {
	server = await startErring();
	const { model } = server;
	const workflow = trigger();
	await workflow.activate();
	model.write('Observation', 'a');
	model.write('Patient', 'before');
	workflow.restart({ resourceTypes: ['Observation', 'Patient'] });
	expect(shown(await workflow.activate())).toEqual(['created a/1']);
	model.clock += minute;
	model.write('Patient', 'p');
	expect(shown(await workflow.poll())).toEqual(['created p/1']);
});

test('FHIR Trigger: a search that was saved before Parameter was a list goes on, and a choice starts it again', async () => {
	server = await startErring();
	const row = { name: 'status', match: '', value: 'final' };
	const search = { watch: 'search', searchBy: 'parameters', searchParameters: { parameter: [row] } };
	const workflow = trigger(search);
	await workflow.activate();
	// The key of 0.1.0.
	const criteria = ['parameters', search.searchParameters, undefined];
	expect(workflow.stored).toContain(fingerprint([server.baseUrl, 'none', [], [criteria, 'now', false]]));
	workflow.restart({ searchParameters: { parameter: [{ ...row, parameter: 'code' }] } });
	await workflow.activate();
	expect(workflow.log.filter((line) => line.includes('starts again'))).toHaveLength(1);
});

test('FHIR Trigger: a search whose parameter was chosen before Resource was there goes on, and a choice starts it again', async () => {
	server = await startErring();
	const row = { parameter: 'patient', match: '', value: 'Patient/1' };
	const workflow = trigger({ watch: 'search', searchBy: 'parameters', searchParameters: { parameter: [row] } });
	await workflow.activate();
	const criteria = ['parameters', { parameter: [row] }, undefined];
	expect(workflow.stored).toContain(fingerprint([server.baseUrl, 'none', [], [criteria, 'now', false]]));
	const reference = { __rl: true, mode: 'list', value: 'Patient/1' };
	workflow.restart({ searchParameters: { parameter: [{ ...row, value: '', reference }] } });
	await workflow.activate();
	expect(workflow.log.filter((line) => line.includes('starts again'))).toHaveLength(1);
});
