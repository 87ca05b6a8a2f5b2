import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { gzipSync } from 'node:zlib';
import { closeAfterEach } from '../../helpers/closing';
import { type FhirServer, startFhirServer } from '../../servers/fhirServer';
import { outputOf } from '../support/fixtures';
import { outcome, scripted } from '../support/scripted';
import { files, type Line, load, ndjson, patient, textOf, serveEachTest } from './loadRun';

let server: FhirServer;
serveEachTest((started) => (server = started));

describe('Bulk Data → Load NDJSON puts what failed into a file that can be loaded again:', () => {
	it('lines as they were, with the reason of each beside them', async () => {
		closeAfterEach((server = await startFhirServer({ validate: true })));
		const bad = '{"resourceType":"Patient","id":"bad","birthDate":"yesterday","multipleBirthInteger":1.0}';
		const result = await load(
			server.baseUrl,
			files(ndjson([patient('good'), bad, '{"resourceType":', { id: 'x' }, patient('fine')])),
		);
		expect(outputOf(result)).toMatchObject([{ lines: 5, loaded: 2, failed: 3 }]);
		expect(result.hints.join()).toMatch('3 of 5 lines were not loaded');
		const failed = (await textOf(result, 'failed')).trimEnd().split('\n');
		const reasons = (await textOf(result, 'reasons'))
			.trimEnd()
			.split('\n')
			.map((text) => JSON.parse(text) as IDataObject);
		expect([...failed].sort()).toEqual([bad, '{"resourceType":', '{"id":"x"}'].sort());
		expect(reasons).toHaveLength(3);
		expect(reasons[failed.indexOf(bad)]).toMatchObject({
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'error' }],
		});
		expect(JSON.stringify(reasons[failed.indexOf(bad)])).toMatch(/Line 2.*birthDate/);
	});

	it.each<[string, Line, RegExp]>([
		['an incomplete resource', patient('p', { meta: { tag: [{ code: 'SUBSETTED' }] } }), /incomplete resource/],
		['a list of deletions', { resourceType: 'Bundle', type: 'transaction', entry: [] }, /to be carried out/],
		['an ID that would change the address', patient('../x'), /is not a FHIR ID/],
		['bytes that are not UTF-8', '{"resourceType":"Patient","id":"a","language":"\ufffd"}', /not valid UTF-8/],
	])('%s is never sent', async (_what, line, reason) => {
		const result = await load(server.baseUrl, files(ndjson([line])));
		expect(outputOf(result)).toMatchObject([{ loaded: 0, failed: 1 }]);
		expect(await textOf(result, 'reasons')).toMatch(reason);
		expect(server.requests).toEqual([]);
	});

	it('all lines that are left, where a server breaks down in the middle', async () => {
		let count = 0;
		const lines = Array.from({ length: 100 }, (_, index) => patient(`p${index}`));
		const parameters = { resource: 'bulkData', operation: 'loadNdjson' };
		const options = { bundleEntries: 2, requestsInParallel: 1, retries: 0 };
		const { sent, ...result } = await scripted(
			() =>
				count++ < 3
					? {
							body: {
								resourceType: 'Bundle',
								type: 'batch-response',
								entry: [1, 2].map(() => ({ response: { status: '201' } })),
							},
						}
					: { status: 500, body: outcome('fatal', 'exception', 'Disk full') },
			{ ...parameters, options },
			{ binary: files(ndjson(lines)) },
		);
		expect(outputOf(result)).toMatchObject([{ lines: 100, loaded: 6, failed: 94 }]);
		expect((await textOf(result, 'failed')).trimEnd().split('\n').sort()).toEqual(
			lines
				.slice(6)
				.map((line) => JSON.stringify(line))
				.sort(),
		);
		expect(await textOf(result, 'reasons')).toMatch('was not sent, since lines before it failed');
		expect(sent).toHaveLength(8);
	});

	it('a server that takes nothing is an error, and so is a failed line with Fail on Failed Lines', async () => {
		const { error } = await load(
			server.baseUrl,
			files(ndjson([patient('p')])),
			{},
			{ baseUrl: 'http://127.0.0.1:9/fhir' },
		);
		expect(error?.message).toMatch(/^1 of 1 line was not loaded: /);
		const result = await load(server.baseUrl, files(ndjson([patient('p'), 'x'])), { failOnFailedLines: true });
		expect(result.error?.message).toBe('1 of 2 lines was not loaded: The line is not valid JSON');
	});
});

describe('Bulk Data → Load NDJSON with the store for files of n8n:', () => {
	const bad = Array.from({ length: 50 }, (_, index) => `not JSON ${index}`);
	const store = () => jest.spyOn(Container.get(BinaryDataService), 'store');
	afterEach(() => jest.restoreAllMocks());

	it('a store that fails before it reads anything is an error', async () => {
		store().mockRejectedValue(new Error('No space left on device'));
		const { error } = await load(server.baseUrl, files(ndjson(bad)));
		expect(error?.message).toMatch('No space left on device');
	});

	it('a file that breaks off leaves no lines to the one after it', async () => {
		const text = () => Array.from({ length: 40 }, () => Math.random().toString(36)).join('');
		const lines = Array.from({ length: 400 }, (_, index) => patient(`a${index}`, { language: text() }));
		const broken = gzipSync(ndjson(lines)).subarray(0, 60_000);
		const both = files(broken, ndjson([patient('b')]));
		const large = { bundleEntries: 500 };
		const { output, errors } = await load(server.baseUrl, both, large, {}, { onError: 'continueErrorOutput' });
		expect(errors).toMatchObject([{ json: { error: expect.stringMatching('not a complete gzip file') as string } }]);
		expect(output).toMatchObject([{ json: { lines: 1, loaded: 1, failed: 0 } }]);
		expect(server.count('Patient')).toBe(1);
	});

	it('a file that breaks off leaves nothing open there, nor does one beside it', async () => {
		const saving = store();
		const lines = Array.from({ length: 20_000 }, (_, index) => `not JSON ${index} ${Math.random()}`);
		const broken = gzipSync(lines.join('\n')).subarray(0, 60_000);
		const { error } = await load(server.baseUrl, files(ndjson(bad), broken));
		expect(error?.message).toMatch('The file is not a complete gzip file');
		expect(saving).toHaveBeenCalledTimes(4);
		await Promise.all(saving.mock.results.map(({ value }) => value as Promise<unknown>));
	});
});
