import type { IDataObject } from 'n8n-workflow';
import { type Hospital, outputOf, startHospital } from '../support/fixtures';
import { outcome } from '../support/scripted';
import { pdf, startUploadTarget, type UploadTarget } from './uploads';

const subject = 'Patient/example';

describe('Binary → Upload with Create Document Reference', () => {
	let hospital: Hospital;
	let target: UploadTarget;

	beforeAll(async () => {
		hospital = await startHospital();
		target = await startUploadTarget();
	});
	afterAll(async () => {
		await Promise.all([hospital.close(), target.close()]);
	});
	beforeEach(() => target.clear());

	const document = (fields: IDataObject) => ({ createDocumentReference: true, document: fields });

	it('stores a file and a DocumentReference that points to it', async () => {
		const result = await hospital.run(
			{
				resource: 'binary',
				operation: 'upload',
				createDocumentReference: true,
				document: {
					subject,
					type: 'http://loinc.org|18842-5|Discharge summary',
					category: 'Letters',
					description: 'Discharge letter',
					date: '2026-03-01T08:00:00+01:00',
					status: 'superseded',
				},
			},
			{ binary: [{ data: await target.file() }] },
		);
		const [item] = outputOf(result);
		const id = String(item?.id);
		expect(item).toMatchObject({
			resourceType: 'Binary',
			id,
			status: 201,
			location: expect.stringMatching(`/Binary/${id}`),
		});
		expect(item?.documentReference).toMatchObject({
			resourceType: 'DocumentReference',
			id: expect.any(String),
			status: 'superseded',
			subject: { reference: subject },
			type: { coding: [{ system: 'http://loinc.org', code: '18842-5', display: 'Discharge summary' }] },
			category: [{ text: 'Letters' }],
			description: 'Discharge letter',
			date: '2026-03-01T07:00:00.000Z',
			content: [
				{ attachment: { contentType: 'application/pdf', url: `Binary/${id}`, size: pdf.length, title: 'brief.pdf' } },
			],
		});
		const [upload, document] = hospital.server.requests;
		expect(hospital.server.requests).toHaveLength(2);
		expect(upload).toMatchObject({ method: 'POST', url: '/fhir/Binary' });
		expect(upload?.headers).toMatchObject({
			'content-type': 'application/pdf',
			'content-length': String(pdf.length),
			prefer: 'return=minimal',
		});
		expect(document).toMatchObject({ method: 'POST', url: '/fhir/DocumentReference' });
	});

	it('says under which ID the file is stored where the DocumentReference fails', async () => {
		const { error } = await target.upload({ createDocumentReference: true }, (request, response) => {
			if (request.url === '/fhir/Binary') return target.created(request, response);
			response
				.writeHead(422, { 'content-type': 'application/fhir+json' })
				.end(JSON.stringify(outcome('error', 'required', 'A subject is required')));
		});
		expect(error).toMatchObject({
			httpCode: '422',
			message: expect.stringMatching(
				/uploaded as Binary\/7, but its DocumentReference was not created.*A subject is required/,
			),
			description: expect.stringMatching(/Do not repeat the upload.*Binary\/7/),
		});
		expect(error?.context?.data).toMatchObject({ binary: 'Binary/7' });
	});

	it('fails without a DocumentReference where the response to the upload has no ID', async () => {
		const { error } = await target.upload(
			{ createDocumentReference: true },
			(_request, response) => void response.writeHead(201).end(),
		);
		expect(error?.message).toMatch(/uploaded, but the server did not return its ID/);
		expect(target.server.requests).toHaveLength(1);
	});

	it('accepts a whole Reference as the subject', async () => {
		await target.upload(document({ subject: '={{ { reference: "Patient/1", display: "Chalmers" } }}' }));
		expect(JSON.parse(target.server.requests[1]?.body ?? '')).toMatchObject({
			subject: { reference: 'Patient/1', display: 'Chalmers' },
			status: 'current',
		});
	});

	it.each<[string, IDataObject, RegExp]>([
		['a subject that is not a reference', document({ subject: 'Chalmers' }), /"Subject"/],
		['a code system without a code', document({ type: 'http://loinc.org|' }), /"Type".*without a code/],
		['a date without a time', document({ date: '2026-03-01' }), /"Date" has no time of day/],
	])('rejects %s before anything is sent', async (_what, parameters, says) => {
		const { error } = await target.upload(parameters);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(target.server.requests).toEqual([]);
	});
});
