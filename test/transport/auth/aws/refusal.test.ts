import { noMask } from '../../../../nodes/Fhir/support/mask';
import { awsRefusal } from '../../../../nodes/Fhir/transport/auth/aws/refusal';
import type { HttpHeaders, HttpResponse } from '../../../../nodes/Fhir/transport/http';
import { ResponseInMemory } from '../../../../nodes/Fhir/transport/response';

const call = {
	requestInfo: {
		method: 'GET',
		url: 'https://healthlake.eu-west-1.amazonaws.com/datastore/0/r4/Patient?name=Levin',
		repeatable: true,
	},
	key: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', region: 'eu-west-1', service: 'healthlake' },
	hasSessionToken: false,
	now: Date.UTC(2027, 0, 15, 8),
};

async function refusal(status: number, headers: HttpHeaders, body: unknown) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = { status, headers, url: call.requestInfo.url, mask: noMask } as HttpResponse;
	return await awsRefusal(new ResponseInMemory(response, Buffer.from(text)), call);
}

describe('AWS refusal:', () => {
	it.each<[what: string, status: number, headers: HttpHeaders, body: unknown]>([
		[
			'an OperationOutcome',
			404,
			{},
			{ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
		],
		[
			'a permission that is missing, said in FHIR',
			403,
			{ 'x-amzn-errortype': 'AccessDeniedException' },
			{ resourceType: 'OperationOutcome' },
		],
		['an error of another kind', 400, { 'x-amzn-errortype': 'ValidationException' }, { message: 'Bad resource' }],
		['a page of a gateway', 502, { 'content-type': 'text/html' }, '<html>Bad Gateway</html>'],
		['an empty body', 403, {}, ''],
		['JSON that is not an object', 403, {}, '["Missing Authentication Token"]'],
	])('is none for %s', async (_what, status, headers, body) => {
		expect(await refusal(status, headers, body)).toBeUndefined();
	});

	it('names the time where only AWS knows it', async () => {
		const message =
			'Signature expired: 20270115T080000Z is now earlier than 20270115T090000Z (20270115T090500Z - 5 min.)';
		const failure = await refusal(403, {}, { message });
		expect(failure?.message).toMatch(
			/^AWS does not accept the time of the signature: the clock .* is not right: Signature expired/,
		);
	});

	it.each<[string, RegExp]>([
		['The security token included in the request is invalid.', /does not know the access key/],
		['The security token included in the request is expired', /have expired/],
		["Credential should be scoped to a valid region, not 'us-east-1'. ", /region eu-west-1, which is not/],
		['The request signature we calculated does not match the signature you provided.', /does not accept the signature/],
		['Missing Authentication Token', /healthlake\.eu-west-1\.amazonaws\.com found no signature/],
	])('is known by its words alone: %s', async (words, message) => {
		for (const body of [{ message: words }, { Message: words }, { detailedMessage: words }]) {
			expect(await refusal(403, {}, body)).toMatchObject({ message: expect.stringMatching(message) });
		}
	});

	it('has no query and no signature in it', async () => {
		const message =
			"Authorization header requires 'Credential' parameter. Authorization=AWS4-HMAC-SHA256 Signature=abc";
		const failure = await refusal(403, { 'x-amzn-errortype': 'IncompleteSignatureException' }, { message });
		expect(failure).toMatchObject({ code: 'IncompleteSignatureException', effect: 'rejected' });
		expect(JSON.stringify([failure?.message, failure?.details])).not.toMatch(/Levin|Signature=/);
	});
});
