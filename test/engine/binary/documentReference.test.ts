import type { IDataObject } from 'n8n-workflow';
import { outputOf, startHospital, type Hospital } from '../support/fixtures';
import { outcome } from '../support/scripted';
import { pdf, startUploadPlace, type UploadPlace } from './uploads';

const subject = 'Patient/example';

describe('Binary → Upload, with a DocumentReference', () => {
	let hospital: Hospital;
	let place: UploadPlace;

	beforeAll(async () => {
		hospital = await startHospital();
		place = await startUploadPlace();
	});
	afterAll(async () => {
		await Promise.all([hospital.close(), place.close()]);
	});
	beforeEach(() => place.forget());

	const document = (fields: IDataObject) => ({ createDocumentReference: true, document: fields });

	it('stores a file, and the DocumentReference that points to it', async () => {
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
			{ binary: [{ data: await place.file() }] },
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

	it('says that the file is there where its DocumentReference fails, and under which ID', async () => {
		const { error } = await place.upload({ createDocumentReference: true }, (request, response) => {
			if (request.url === '/fhir/Binary') return place.created(request, response);
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

	it('says so where it cannot be known which Binary a DocumentReference would point to', async () => {
		const { error } = await place.upload(
			{ createDocumentReference: true },
			(_request, response) => void response.writeHead(201).end(),
		);
		expect(error?.message).toMatch(/uploaded, but the server did not say under which ID/);
		expect(place.server.requests).toHaveLength(1);
	});

	it('takes a whole Reference as the subject', async () => {
		await place.upload(document({ subject: '={{ { reference: "Patient/1", display: "Chalmers" } }}' }));
		expect(JSON.parse(place.server.requests[1]?.body ?? '')).toMatchObject({
			subject: { reference: 'Patient/1', display: 'Chalmers' },
			status: 'current',
		});
	});

	it.each<[string, IDataObject, RegExp]>([
		['a subject that is no reference', document({ subject: 'Chalmers' }), /"Subject"/],
		['a code system without code', document({ type: 'http://loinc.org|' }), /"Type".*without a code/],
		['a date without time', document({ date: '2026-03-01' }), /"Date" has no time of day/],
	])('refuses %s before anything is sent', async (_what, parameters, says) => {
		const { error } = await place.upload(parameters);
		expect(error?.message).toMatch(says);
		expect(error?.description).toBeTruthy();
		expect(place.server.requests).toEqual([]);
	});
});
