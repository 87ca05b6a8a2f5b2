import type { IDataObject } from 'n8n-workflow';
import { TestCa } from '../../servers/certificates';
import { type Handler, startServer } from '../../servers/httpServer';
import { inMemory } from '../support/files';
import { outputOf } from '../support/fixtures';
import { runNode } from '../support/n8n';
import { largeFileHash, startLargeFileServer } from './largeFiles';
import { pdf, startUploadTarget, type UploadTarget } from './uploads';

const subject = 'Patient/example';

describe('Binary → Upload', () => {
	let target: UploadTarget;

	beforeAll(async () => {
		target = await startUploadTarget();
	});
	afterAll(async () => await target.close());
	beforeEach(() => target.clear());

	it('sends the bytes unchanged, with the security context and the content type of the options', async () => {
		await target.upload({ options: { securityContext: subject, contentType: 'application/x-letter' } });
		expect(target.bodies()).toEqual([pdf]);
		expect(target.server.requests[0]?.headers).toMatchObject({
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
				baseUrl: `${target.server.url}/fhir`,
				binaryPropertyName: 'letter',
			},
		});
		expect(target.bodies()).toEqual([pdf]);
		expect(output[0]?.json).toMatchObject({ resourceType: 'Binary', id: '7', meta: { versionId: '1' }, status: 201 });
	});

	it.each(['application/json', 'application/fhir+json', 'text/xml', 'application/fhir+xml; charset=utf-8'])(
		'wraps a file of type %s in a Binary resource, since a server would read it as the resource itself',
		async (type) => {
			for (const length of [0, 1, 2, 3, 100_001]) {
				const file = Buffer.alloc(length, '{"a": "ü"}');
				target.clear();
				await target.upload({}, target.created, file, type);
				const sent = JSON.parse(String(target.bodies()[0])) as IDataObject;
				expect(sent).toEqual({ resourceType: 'Binary', contentType: type, data: file.toString('base64') });
				expect(target.server.requests.at(-1)?.headers).toMatchObject({
					'content-type': 'application/fhir+json',
					'content-length': String(target.bodies()[0]?.length),
				});
			}
		},
	);

	it.each<[string, Handler, IDataObject]>([
		[
			'a response with a resource and a Location (HAPI)',
			(_request, response) =>
				void response
					.writeHead(201, {
						location: `${target.server.url}/fhir/Binary/12/_history/1`,
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
			'a resource without a Location',
			(_request, response) =>
				void response
					.writeHead(201, { 'content-type': 'application/fhir+json', etag: 'W/"4"' })
					.end(JSON.stringify({ resourceType: 'Binary', id: '12', contentType: 'application/pdf' })),
			{ resourceType: 'Binary', id: '12', meta: { versionId: '4' } },
		],
		[
			'a response with status 200 instead of 201',
			(_request, response) => void response.writeHead(200, { location: 'Binary/12/_history/1' }).end(),
			{ resourceType: 'Binary', id: '12', status: 200 },
		],
	])('reads the ID of the new Binary from %s', async (_what, respond, named) => {
		const [item] = outputOf(await target.upload({}, respond));
		expect(item).toMatchObject(named);
		expect(item).not.toHaveProperty('data');
	});

	it('sends the whole file again where the server itself responds with 503', async () => {
		let attempts = 0;
		const result = await target.upload({ options: { retries: 2 } }, (request, response) => {
			if (attempts++ === 0) response.writeHead(503, { 'retry-after': '0' }).end();
			else void target.created(request, response);
		});
		expect(outputOf(result)).toHaveLength(1);
		expect(target.bodies()).toEqual([pdf, pdf]);
	});

	it('does not send the file again where the server may have stored it', async () => {
		const { error } = await target.upload(
			{ options: { retries: 3 } },
			(_request, response) => void response.writeHead(504).end(),
		);
		expect(error?.httpCode).toBe('504');
		expect(target.bodies()).toHaveLength(1);
	});

	it('sends the file again with a new token where the server rejects the old token during the upload', async () => {
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
		[403, /not have permission/],
		[413, /larger than the server accepts/],
		[415, /does not accept the format/],
	])('explains status %i', async (status, says) => {
		const { error } = await target.upload({}, (_request, response) => void response.writeHead(status).end());
		expect(error).toMatchObject({ httpCode: String(status), message: expect.stringMatching(says) });
	});

	it('names the binary field where the item has no file', async () => {
		const { error } = await target.upload({ binaryPropertyName: 'scan' });
		expect(error?.message).toMatch(/'scan'/);
		expect(target.server.requests).toEqual([]);
	});

	it.each<[string, IDataObject, RegExp]>([
		['a security context that is not a reference', { options: { securityContext: 'Ward 7' } }, /"Security Context"/],
		['an invalid content type', { options: { contentType: 'pdf' } }, /content type/],
		['an empty field name', { binaryPropertyName: '={{ "" }}' }, /"Input Binary Field" is empty/],
	])('rejects %s before anything is sent', async (_what, parameters, says) => {
		const { error } = await target.upload(parameters);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(target.server.requests).toEqual([]);
	});
});
