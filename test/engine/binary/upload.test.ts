import type { IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { startServer, type Handler } from '../../servers/httpServer';
import { inMemory } from '../support/files';
import { outputOf } from '../support/fixtures';
import { largeFileHash, startLargeFileServer } from './largeFiles';
import { runNode } from '../support/n8n';
import { pdf, startUploadPlace, type UploadPlace } from './uploads';

const subject = 'Patient/example';

describe('Binary → Upload', () => {
	let place: UploadPlace;

	beforeAll(async () => {
		place = await startUploadPlace();
	});
	afterAll(async () => await place.close());
	beforeEach(() => place.forget());

	it('sends the bytes as they are, with the security context', async () => {
		await place.upload({ options: { securityContext: subject, contentType: 'application/x-letter' } });
		expect(place.bodies()).toEqual([pdf]);
		expect(place.server.requests[0]?.headers).toMatchObject({
			'x-security-context': subject,
			'content-type': 'application/x-letter',
		});
	});

	it('sends a file that n8n has in memory', async () => {
		const { output } = await runNode({
			binary: [{ letter: inMemory(pdf, 'brief.pdf', 'application/pdf') }],
			parameters: {
				resource: 'binary',
				operation: 'upload',
				authentication: 'none',
				baseUrl: `${place.server.url}/fhir`,
				binaryPropertyName: 'letter',
			},
		});
		expect(place.bodies()).toEqual([pdf]);
		expect(output[0]?.json).toMatchObject({ resourceType: 'Binary', id: '7', meta: { versionId: '1' }, status: 201 });
	});

	it.each(['application/json', 'application/fhir+json', 'text/xml', 'application/fhir+xml; charset=utf-8'])(
		'wraps a file of type %s, which a server would take for the resource itself',
		async (type) => {
			for (const length of [0, 1, 2, 3, 100_001]) {
				const file = Buffer.alloc(length, '{"a": "ü"}');
				place.forget();
				await place.upload({}, place.created, file, type);
				const sent = JSON.parse(String(place.bodies()[0])) as IDataObject;
				expect(sent).toEqual({ resourceType: 'Binary', contentType: type, data: file.toString('base64') });
				expect(place.server.requests.at(-1)?.headers).toMatchObject({
					'content-type': 'application/fhir+json',
					'content-length': String(place.bodies()[0]?.length),
				});
			}
		},
	);

	it.each<[string, Handler, IDataObject]>([
		[
			'a resource besides the headers (HAPI)',
			(_request, response) =>
				void response
					.writeHead(201, {
						location: `${place.server.url}/fhir/Binary/12/_history/1`,
						'content-type': 'application/fhir+json',
					})
					.end(JSON.stringify({ resourceType: 'Binary', id: '12', data: pdf.toString('base64') })),
			{ resourceType: 'Binary', id: '12', meta: { versionId: '1' } },
		],
		[
			'a relative Location',
			(_request, response) => void response.writeHead(201, { location: 'Binary/12' }).end(),
			{ resourceType: 'Binary', id: '12' },
		],
		[
			'a resource and no Location',
			(_request, response) =>
				void response
					.writeHead(201, { 'content-type': 'application/fhir+json', etag: 'W/"4"' })
					.end(JSON.stringify({ resourceType: 'Binary', id: '12', contentType: 'application/pdf' })),
			{ resourceType: 'Binary', id: '12', meta: { versionId: '4' } },
		],
		[
			'200 instead of 201',
			(_request, response) => void response.writeHead(200, { location: 'Binary/12/_history/1' }).end(),
			{ resourceType: 'Binary', id: '12', status: 200 },
		],
	])('reads which Binary it became from %s', async (_what, answer, named) => {
		const [item] = outputOf(await place.upload({}, answer));
		expect(item).toMatchObject(named);
		expect(item).not.toHaveProperty('data');
	});

	it('sends the file whole again where the server was not ready', async () => {
		let attempts = 0;
		const result = await place.upload({ options: { retries: 2 } }, (request, response) => {
			if (attempts++ === 0) response.writeHead(503).end();
			else void place.created(request, response);
		});
		expect(outputOf(result)).toHaveLength(1);
		expect(place.bodies()).toEqual([pdf, pdf]);
	});

	it('does not send it again where the server may have stored it', async () => {
		const { error } = await place.upload(
			{ options: { retries: 3 } },
			(_request, response) => void response.writeHead(504).end(),
		);
		expect(error?.httpCode).toBe('504');
		expect(place.bodies()).toHaveLength(1);
	});

	it('opens the file anew with a new token where the old one is refused in mid-upload', async () => {
		const ca = TestCa.create();
		const bytes = 32 * 1024 * 1024;
		const large = await startLargeFileServer(ca.issue(), { bytes, refusals: 1 });
		let tokens = 0;
		const issuer = await startServer(
			(_request, response) =>
				void response
					.writeHead(200, { 'content-type': 'application/json' })
					.end(JSON.stringify({ access_token: `token-${++tokens}`, token_type: 'Bearer', expires_in: 3600 })),
			{ tls: ca.issue() },
		);
		try {
			const common = { resource: 'binary', authentication: 'oAuth2', tlsValidation: 'custom' };
			const credentials = {
				fhirOAuth2Api: {
					baseUrl: large.baseUrl,
					tokenUrl: `${issuer.url}/token`,
					clientId: 'upload',
					clientAuthentication: 'secretBody',
					clientSecret: 'geheim',
				},
				fhirCaBundleApi: { caBundle: ca.certificate, alsoTrustPublicCas: false },
			};
			const down = await runNode({ credentials, parameters: { ...common, operation: 'download', binaryId: '1' } });
			const file = down.output[0]?.binary;
			const up = await runNode({ credentials, binary: [file], parameters: { ...common, operation: 'upload' } });
			expect(outputOf(up)[0]).toMatchObject({ resourceType: 'Binary', id: '9' });
			expect(large.uploads).toEqual([expect.objectContaining({ bytes, hash: largeFileHash(bytes) })]);
			expect(tokens).toBe(2);
		} finally {
			await Promise.all([large.close(), issuer.close()]);
		}
	});

	it.each([
		[403, /not permitted/],
		[413, /larger than the server accepts/],
		[415, /does not accept the format/],
	])('says what status %i means', async (status, says) => {
		const { error } = await place.upload({}, (_request, response) => void response.writeHead(status).end());
		expect(error).toMatchObject({ httpCode: String(status), message: expect.stringMatching(says) });
	});

	it('names the field where the item has no file', async () => {
		const { error } = await place.upload({ binaryPropertyName: 'scan' });
		expect(error?.message).toMatch(/'scan'/);
		expect(place.server.requests).toEqual([]);
	});

	it.each<[string, IDataObject, RegExp]>([
		['a security context that is no reference', { options: { securityContext: 'Ward 7' } }, /"Security Context"/],
		['a content type that is none', { options: { contentType: 'pdf' } }, /content type/],
		['an empty field name', { binaryPropertyName: '={{ "" }}' }, /"Input Binary Field" is empty/],
	])('refuses %s before anything is sent', async (_what, parameters, says) => {
		const { error } = await place.upload(parameters);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(place.server.requests).toEqual([]);
	});
});
