import type { IDataObject } from 'n8n-workflow';
import { type ReceivedRequest, startServer } from '../../servers/httpServer';
import { bytesOf, type FileStore, useFileStore } from '../support/files';
import { locator, outputOf } from '../support/fixtures';
import { type ScriptedResponse, type ScriptedServer, searchset, startScripted } from '../support/scripted';
import { pdf } from './uploads';

const newForm = { typeVersion: 1.1 };
let store: FileStore;
let server: ScriptedServer;
let respond: (request: ReceivedRequest) => ScriptedResponse;

beforeAll(async () => {
	store = await useFileStore();
	server = await startScripted((request) => respond(request));
});
afterAll(async () => await Promise.all([store.close(), server.close()]));
beforeEach(() => {
	server.server.requests.length = 0;
	respond = ({ method, url = '', body }) => {
		if (method === 'GET') return searchset({ resourceType: 'Patient', id: '7' });
		if (url.endsWith('/Binary')) return { status: 201, headers: { location: '{base}/Binary/9' } };
		const resource = JSON.parse(String(body)) as object;
		return { status: 201, body: { ...resource, id: '3' } };
	};
});

async function upload(parameters: IDataObject = {}, typeVersion = 1.1) {
	const binary = [{ data: await store.put(pdf, 'brief.pdf', 'application/pdf') }];
	const result = await server.run({ resource: 'binary', operation: 'upload', ...parameters }, { binary, typeVersion });
	const { requests } = server.server;
	const sent = requests.find(({ url }) => url === '/fhir/DocumentReference')?.body;
	return { ...result, document: sent === undefined ? undefined : (JSON.parse(sent) as IDataObject), requests };
}

describe('Binary → Upload, version 1.1:', () => {
	it('makes a DocumentReference for the patient, with the name of the file as title and the time as date', async () => {
		const started = Date.now();
		const { document, ...result } = await upload({ patient: locator('7') });
		expect(document).toMatchObject({
			resourceType: 'DocumentReference',
			status: 'current',
			subject: { reference: 'Patient/7' },
			content: [{ attachment: { title: 'brief.pdf', url: 'Binary/9', contentType: 'application/pdf' } }],
		});
		expect(document).not.toHaveProperty('type');
		const date = Date.parse(String(document?.date));
		expect(date).toBeGreaterThanOrEqual(started - 1_000);
		expect(date).toBeLessThanOrEqual(Date.now());
		expect(outputOf(result)).toMatchObject([
			{ resourceType: 'Binary', id: '9', documentReference: { resourceType: 'DocumentReference', id: '3' } },
		]);
	});

	it('takes title, date and a type from the list or of one’s own', async () => {
		const type = 'http://loinc.org|18842-5|Discharge summary';
		const fields = { patient: locator('7', 'id'), title: 'Letter', date: '2026-03-01T08:00:00Z' };
		expect((await upload({ ...fields, type })).document).toMatchObject({
			type: { coding: [{ system: 'http://loinc.org', code: '18842-5', display: 'Discharge summary' }] },
			date: '2026-03-01T08:00:00.000Z',
			content: [{ attachment: { title: 'Letter' } }],
		});
		server.server.requests.length = 0;
		expect((await upload({ ...fields, type: 'Ward round' })).document).toMatchObject({ type: { text: 'Ward round' } });
	});

	it('finds the patient by a medical record number before anything is stored', async () => {
		const { document, requests } = await upload({ patient: locator('http://h.example/mrn|1', 'identifier') });
		expect(document).toMatchObject({ subject: { reference: 'Patient/7' } });
		expect(requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual([
			'GET /fhir/Patient',
			'POST /fhir/Binary',
			'POST /fhir/DocumentReference',
		]);
	});

	it('takes another subject in place of a patient', async () => {
		const { document } = await upload({ document: { subject: 'Device/1' } });
		expect(document).toMatchObject({ subject: { reference: 'Device/1' } });
	});

	it('stores the file alone where no DocumentReference is wanted', async () => {
		const result = await upload({ createDocumentReference: false });
		expect(outputOf(result)).toMatchObject([{ resourceType: 'Binary', id: '9' }]);
		expect(result.requests).toHaveLength(1);
	});

	it.each<[string, IDataObject, RegExp]>([
		['no patient', {}, /"Patient" is empty/],
		['a patient and a subject', { patient: locator('7'), document: { subject: 'Device/1' } }, /Both "Patient" and/],
		['what is no ID', { patient: locator('Peter Chalmers', 'id') }, /"Patient" is not a FHIR ID/],
		['the address of something else', { patient: locator('Device/1', 'url') }, /"Patient"/],
	])('refuses %s before anything is sent', async (_what, parameters, says) => {
		const { error, requests } = await upload(parameters);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(requests).toEqual([]);
	});

	it('version 1 stores the file alone, and a document without subject and date, as before', async () => {
		expect((await upload({}, 1)).requests).toHaveLength(1);
		server.server.requests.length = 0;
		const { document } = await upload({ createDocumentReference: true }, 1);
		expect(Object.keys(document ?? {})).toEqual(['resourceType', 'status', 'content']);
	});
});

const attachment = { contentType: 'application/pdf', url: 'Binary/9', title: 'Discharge letter' };
const document = (...attachments: object[]) => ({
	resourceType: 'DocumentReference',
	id: '3',
	content: attachments.map((one) => ({ attachment: one })),
});

/** Downloads the file of a DocumentReference, which is the input item. */
async function download(resource: object, parameters: IDataObject = {}, file: ScriptedResponse = {}) {
	respond = ({ url = '' }) =>
		url.includes('DocumentReference')
			? { body: resource }
			: { headers: { 'content-type': 'application/pdf' }, body: pdf.toString('latin1'), ...file };
	const input = [{ resourceType: 'DocumentReference', id: '3' }];
	return await server.run({ resource: 'binary', operation: 'download', ...parameters }, { ...newForm, input });
}

describe('Binary → Download, version 1.1, by Document:', () => {
	it('gives the file of the DocumentReference, named as its title says', async () => {
		const result = await download(document(attachment));
		expect(outputOf(result)).toEqual([
			{
				resourceType: 'Binary',
				id: '9',
				contentType: 'application/pdf',
				fileName: 'Discharge letter.pdf',
				size: expect.any(Number),
				url: `${server.baseUrl}/Binary/9`,
				title: 'Discharge letter',
				documentReferenceId: '3',
			},
		]);
		expect(result.output[0]?.binary?.data).toMatchObject({ fileName: 'Discharge letter.pdf', fileExtension: 'pdf' });
		expect(server.server.requests.map(({ url }) => url)).toEqual(['/fhir/DocumentReference/3', '/fhir/Binary/9']);
	});

	it('finds the document by its business number', async () => {
		respond = ({ url = '' }) =>
			url.includes('?')
				? searchset(document(attachment))
				: { body: url.includes('Binary') ? 'x' : document(attachment) };
		const parameters = { documentReferenceId: locator('urn:ids|1', 'identifier'), findBy: 'document' };
		const result = await server.run({ resource: 'binary', operation: 'download', ...parameters }, newForm);
		expect(outputOf(result)).toMatchObject([{ documentReferenceId: '3' }]);
	});

	it('gives a file that is in the DocumentReference itself', async () => {
		const data = pdf.toString('base64');
		const result = await download(document({ contentType: 'text/plain; charset=utf-8', data, title: 'a/b' }));
		expect(outputOf(result)).toMatchObject([
			{ contentType: 'text/plain', fileName: 'a-b.txt', size: pdf.length, documentReferenceId: '3' },
		]);
		expect(await bytesOf(result.output[0])).toEqual(pdf);
		expect(server.server.requests).toHaveLength(1);
	});

	it('refuses a file in the DocumentReference that is damaged, and takes one with line breaks', async () => {
		const data = pdf.toString('base64');
		const damaged = await download(document({ data: `${data.slice(0, 8)}*${data.slice(8)}`, title: 'Letter' }));
		expect(damaged.error?.message).toBe('The document that the server returned contains a file that is not base64');
		const broken = await download(document({ data: `${data.slice(0, 8)}\n${data.slice(8)}`, title: 'Letter' }));
		expect(await bytesOf(broken.output[0])).toEqual(pdf);
	});

	it('takes the content type of the document where the server does not know that of the file', async () => {
		const file = { headers: { 'content-type': 'application/octet-stream' } };
		expect(outputOf(await download(document(attachment), {}, file))).toMatchObject([
			{ contentType: 'application/pdf', fileName: 'Discharge letter.pdf' },
		]);
	});

	it('without a title, takes the name that the server gives, with an extension', async () => {
		expect(outputOf(await download(document({ url: 'Binary/9' })))).toMatchObject([{ fileName: '9.pdf' }]);
	});

	it('gives the first of several files, and says so; or all of them, each as an item', async () => {
		const two = document(attachment, { ...attachment, url: 'Binary/10', title: 'The same as text' });
		const first = await download(two);
		expect(outputOf(first)).toHaveLength(1);
		expect(first.hints.join()).toMatch(/several files.*"Attachments" to All/);
		const all = await download(two, { options: { attachments: 'all' } });
		expect(outputOf(all)).toMatchObject([{ id: '9' }, { id: '10', fileName: 'The same as text.pdf' }]);
		expect(all.hints).toEqual([]);
	});

	it('prefers the option File Name', async () => {
		const result = await download(document(attachment), { options: { fileName: 'a.bin' } });
		expect(outputOf(result)).toMatchObject([{ fileName: 'a.bin' }]);
	});

	it('reads a file on another server without login', async () => {
		const other = await startServer((_request, response) => void response.end('file'));
		try {
			const url = `${other.url}/letter`;
			expect(outputOf(await download(document({ url, title: 'Letter' })))).toMatchObject([{ url, fileName: 'Letter' }]);
			expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
		} finally {
			await other.close();
		}
	});

	it.each<[string, object, RegExp]>([
		['a document without a file', document({ title: 'Lost' }), /has no file/],
		[
			'what is no DocumentReference',
			{ resourceType: 'Patient', id: '3' },
			/resource of type Patient for the read of DocumentReference/,
		],
	])('says what is wrong with %s', async (_what, resource, says) => {
		const { error } = await download(resource);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
	});

	it('refuses a file in the document that is larger than Maximum Size', async () => {
		const data = Buffer.alloc(2 * 1024 * 1024).toString('base64');
		const { error } = await download(document({ data }), { options: { maxSize: 1 } });
		expect(error?.message).toMatch(/larger than 1 MB/);
	});

	it('version 1 goes on to find files by ID', async () => {
		respond = () => ({ headers: { 'content-type': 'application/pdf' }, body: 'x' });
		outputOf(await server.run({ resource: 'binary', operation: 'download', binaryId: '9' }));
		expect(server.server.requests.map(({ url }) => url)).toEqual(['/fhir/Binary/9']);
	});
});
