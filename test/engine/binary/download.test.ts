import type { IDataObject } from 'n8n-workflow';
import { type Handler, startServer, type TestServer } from '../../servers/httpServer';
import { bytesOf, type FileStore, useFileStore } from '../support/files';
import { type Hospital, outputOf, startHospital } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { outcome } from '../support/scripted';
import { pdf } from './uploads';

/** n8n itself rejects an empty required field; an expression can still evaluate to an empty text. */
const empty = '={{ "" }}';
const login = { user: 'integration', password: 'geheim' };

describe('Binary → Download', () => {
	let store: FileStore;
	let hospital: Hospital;
	let handler: Handler = (_request, response) => void response.end();
	let server: TestServer;
	let other: TestServer;

	beforeAll(async () => {
		store = await useFileStore();
		hospital = await startHospital();
		server = await startServer(async (request, response) => await handler(request, response));
		other = await startServer((request, response) => {
			if (request.url?.startsWith('/closed')) response.writeHead(403).end();
			else response.writeHead(200, { 'content-type': 'application/pdf' }).end(pdf);
		});
	});
	afterAll(async () => {
		await Promise.all([store.close(), hospital.close(), server.close(), other.close()]);
	});
	beforeEach(() => {
		server.requests.length = 0;
		other.requests.length = 0;
	});

	const downloadFrom = async (parameters: IDataObject, respond?: Handler) => {
		handler =
			respond ?? ((_request, response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end(pdf));
		const options = {
			retries: 0,
			headers: { header: [{ name: 'x-tenant', value: 'ward-7' }] },
			...(parameters.options as IDataObject | undefined),
		};
		return await runNode({
			credentials: { fhirBasicAuthApi: { baseUrl: `${server.url}/fhir`, ...login } },
			parameters: { resource: 'binary', operation: 'download', authentication: 'basic', ...parameters, options },
		});
	};
	const byReference = (reference: string, options: IDataObject = {}) => ({ findBy: 'reference', reference, options });

	it('returns the bytes and the metadata of an uploaded file', async () => {
		const { url } = hospital.server;
		const uploaded = outputOf(
			await hospital.run(
				{ resource: 'binary', operation: 'upload' },
				{ binary: [{ data: await store.put(pdf, 'brief.pdf', 'application/pdf') }] },
			),
		);
		const id = String(uploaded[0]?.id);
		const result = await hospital.run({ resource: 'binary', operation: 'download', binaryId: id });
		expect(outputOf(result)).toEqual([
			{
				resourceType: 'Binary',
				id,
				versionId: expect.any(String),
				contentType: 'application/pdf',
				fileName: id,
				size: pdf.length,
				url: `${url}/fhir/Binary/${id}`,
			},
		]);
		expect(await bytesOf(result.output[0])).toEqual(pdf);
		expect(result.output[0]?.binary?.data).toMatchObject({ mimeType: 'application/pdf', fileExtension: 'pdf' });
		expect(hospital.server.requests.at(-1)).toMatchObject({ method: 'GET', url: `/fhir/Binary/${id}` });
		expect(hospital.server.requests.at(-1)?.headers.accept).toBe('*/*');
	});

	it.each([
		['a reference', 'Binary/1', '/fhir/Binary/1'],
		['a reference to a version', 'Binary/1/_history/2', '/fhir/Binary/1/_history/2'],
		['a URL on the server', '{base}/Binary/1', '/fhir/Binary/1'],
		[
			'a URL with a query',
			'{base}/DocumentReference/1/$binary-access-read?path=content',
			'/fhir/DocumentReference/1/$binary-access-read?path=content',
		],
		['a path on the server', '/fhir/Binary/1', '/fhir/Binary/1'],
		['a path below the base URL', 'files/2026/brief.pdf', '/fhir/files/2026/brief.pdf'],
	])('follows %s with the login', async (_what, reference, url) => {
		const result = await downloadFrom(byReference(reference.replace('{base}', `${server.url}/fhir`)));
		expect(await bytesOf(result.output[0])).toEqual(pdf);
		expect(server.requests).toEqual([expect.objectContaining({ method: 'GET', url })]);
		expect(server.requests[0]?.headers).toMatchObject({
			authorization: expect.stringMatching(/^Basic /),
			'x-tenant': 'ward-7',
		});
	});

	const nothingSecret = () => {
		const [request] = other.requests;
		expect(other.requests).toHaveLength(1);
		expect(request?.headers).not.toHaveProperty('authorization');
		expect(request?.headers).not.toHaveProperty('cookie');
		expect(request?.headers).not.toHaveProperty('x-tenant');
	};

	it('reads a URL on another server without login and custom headers', async () => {
		const result = await downloadFrom(byReference(`${other.url}/store/brief.pdf?signature=abc`));
		expect(await bytesOf(result.output[0])).toEqual(pdf);
		expect(outputOf(result)[0]).toMatchObject({ fileName: 'brief.pdf', url: `${other.url}/store/brief.pdf` });
		nothingSecret();
	});

	it('sends no login along a redirect to another server', async () => {
		const result = await downloadFrom(
			{ binaryId: '1' },
			(_request, response) => void response.writeHead(307, { location: `${other.url}/signed?x=1` }).end(),
		);
		expect(await bytesOf(result.output[0])).toEqual(pdf);
		nothingSecret();
	});

	it('sends no login along a redirect from another server back to the FHIR server', async () => {
		const away = await startServer(
			(_request, response) => void response.writeHead(302, { location: `${server.url}/fhir/Binary/secret` }).end(),
		);
		try {
			await downloadFrom(byReference(`${away.url}/file`));
			expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
		} finally {
			await away.close();
		}
	});

	it('says that no login was sent where another server rejects the request', async () => {
		const { error } = await downloadFrom(byReference(`${other.url}/closed`));
		expect(error).toMatchObject({
			httpCode: '403',
			description: expect.stringMatching(/another server.*without login/),
		});
	});

	it.each([
		['the option File Name', { fileName: 'entlassung.pdf' }, 'attachment; filename="brief.pdf"', 'entlassung.pdf'],
		['Content-Disposition', {}, 'attachment; filename="brief 1.pdf"', 'brief 1.pdf'],
		[
			'the encoded form of Content-Disposition',
			{},
			"attachment; filename=x.pdf; filename*=UTF-8''Befund%20M%C3%BCller.pdf",
			'Befund Müller.pdf',
		],
		['Content-Disposition without folders', {}, 'inline; filename="../../etc/passwd"', 'passwd'],
	])('takes the name of the file from %s', async (_what, options, disposition, name) => {
		const result = await downloadFrom(
			{ binaryId: '1', options },
			(_request, response) =>
				void response
					.writeHead(200, { 'content-type': 'Application/PDF; charset=binary', 'content-disposition': disposition })
					.end(pdf),
		);
		expect(result.output[0]?.binary?.data).toMatchObject({ fileName: name, mimeType: 'application/pdf' });
	});

	it('puts the file in the chosen output field and sends the option Accept', async () => {
		const result = await downloadFrom({
			binaryId: '1',
			binaryPropertyName: 'letter',
			options: { accept: 'application/pdf' },
		});
		expect(await bytesOf(result.output[0], 'letter')).toEqual(pdf);
		expect(server.requests[0]?.headers.accept).toBe('application/pdf');
	});

	it('returns an empty file', async () => {
		const result = await downloadFrom(
			{ binaryId: '1' },
			(_request, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(),
		);
		expect(await bytesOf(result.output[0])).toHaveLength(0);
	});

	it.each([
		['announced', { 'content-length': String(3 * 1024 * 1024) }],
		['not announced', {}],
	])('stops the download of a file that is larger than Maximum Size (length %s)', async (_how, headers) => {
		const result = await downloadFrom({ binaryId: '1', options: { maxSize: 1 } }, (_request, response) => {
			response.writeHead(200, { 'content-type': 'application/pdf', ...headers });
			response.write(Buffer.alloc(2 * 1024 * 1024));
			response.end(Buffer.alloc(1024 * 1024));
		});
		expect(result.error?.message).toMatch(/larger than 1 MB/);
		expect(result.error?.description).toMatch(/Maximum Size/);
		expect(result.output).toEqual([]);
	});

	it('fails where the connection breaks in the middle of a file', async () => {
		const { error } = await downloadFrom({ binaryId: '1' }, (_request, response) => {
			response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': '1000' }).write('half');
			setTimeout(() => response.destroy(), 50);
		});
		expect(error?.message).toMatch(/was cut off/);
		expect(error?.description).toBeTruthy();
	});

	it.each([
		[401, /login/],
		[403, /not have permission/],
		[404, /Binary\/1 does not exist/],
		[406, /cannot return/],
		[410, /Binary\/1 has been deleted/],
		[500, /failed/],
	])('explains status %i', async (status, says) => {
		const { error } = await downloadFrom(
			{ binaryId: '1' },
			(_request, response) =>
				void response
					.writeHead(status, { 'content-type': 'application/fhir+json' })
					.end(JSON.stringify(outcome('error', 'processing', 'HAPI-1: no'))),
		);
		expect(error).toMatchObject({ httpCode: String(status), message: expect.stringMatching(says) });
		expect(error?.description).toBeTruthy();
	});

	it.each([
		['an empty ID', { binaryId: empty }, /"Resource ID" is empty|"Binary ID" is empty/],
		['an ID with a slash', { binaryId: 'a/1' }, /contains a slash/],
		['an empty reference', byReference(empty), /"Reference or URL" is empty/],
		['a data URL', byReference('data:text/plain;base64,SGFsbG8='), /data URL/],
		['a URL of another scheme', byReference('ftp://files.example.org/a'), /neither a reference nor a web address/],
		['a password in the URL', byReference('https://a:geheim@files.example.org/a'), /user name or a password/],
		['an empty output field', { binaryId: '1', binaryPropertyName: empty }, /"Put Output File in Field" is empty/],
		['a maximum of 0', { binaryId: '1', options: { maxSize: 0 } }, /"Maximum Size"/],
	])('rejects %s before anything is sent', async (_what, parameters, says) => {
		const { error } = await downloadFrom(parameters);
		expect(error?.message).toMatch(says);
		expect(`${error?.message} ${error?.description}`).not.toMatch(/geheim/);
		expect(server.requests).toEqual([]);
	});
});
