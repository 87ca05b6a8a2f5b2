import type { ICredentialType } from 'n8n-workflow';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FhirAwsApi } from '../../credentials/FhirAwsApi.credentials';
import { FhirBasicAuthApi } from '../../credentials/FhirBasicAuthApi.credentials';
import { FhirCaBundleApi } from '../../credentials/FhirCaBundleApi.credentials';
import { FhirHeaderAuthApi } from '../../credentials/FhirHeaderAuthApi.credentials';
import { FhirNoLoginApi } from '../../credentials/FhirNoLoginApi.credentials';
import { FhirOAuth2Api } from '../../credentials/FhirOAuth2Api.credentials';
import { userAgent } from '../../nodes/Fhir/connection/runtime';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
	version: string;
	dependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
};

/** The anchors of the headings, as GitHub generates them. */
const anchors = [...read('README.md').matchAll(/^#+ (.+)$/gm)].map(
	([, heading = '']) =>
		`#${heading
			.toLowerCase()
			.replace(/[^\w -]/g, '')
			.replaceAll(' ', '-')}`,
);

describe('The package', () => {
	const { nodes, credentials } = manifest.n8n;

	test.each([...nodes, ...credentials])('has a source for %s', (path) => {
		expect(existsSync(join(root, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
	});

	test.each(nodes)('has a codex entry beside %s', (path) => {
		const codex = JSON.parse(read(path.replace(/^dist\//, '').replace(/\.js$/, '.json'))) as { node: string };
		const name = /(\w+)\.node\.js$/.exec(path)?.[1] ?? '';
		expect(codex.node).toBe(`n8n-nodes-fhir.${name.charAt(0).toLowerCase()}${name.slice(1)}`);
	});

	test('names its version in the user agent', () => {
		expect(userAgent).toBe(`n8n-nodes-fhir/${manifest.version}`);
	});

	test('gives the reason for each run-time dependency in the README', () => {
		const section = read('README.md').split('## Dependencies')[1]?.split('\n## ')[0] ?? '';
		for (const name of Object.keys(manifest.dependencies)) expect(section).toContain(`| [${name}]`);
	});

	test('keeps registry addresses out of the lock file', () => {
		expect(read('package-lock.json')).not.toContain('"resolved"');
	});
});

describe('The README', () => {
	test('has every section that it links to', () => {
		const links = [...read('README.md').matchAll(/\]\((#[^)]+)\)/g)].map(([, anchor]) => anchor);
		expect(links.filter((anchor) => anchor && !anchors.includes(anchor))).toEqual([]);
	});
});

describe.each<ICredentialType>([
	new FhirAwsApi(),
	new FhirBasicAuthApi(),
	new FhirCaBundleApi(),
	new FhirHeaderAuthApi(),
	new FhirNoLoginApi(),
	new FhirOAuth2Api(),
])('The credential $displayName', ({ documentationUrl, icon, properties }) => {
	test('links to its section of the README', () => {
		expect(anchors).toContain(new URL(documentationUrl ?? '').hash);
	});

	test('has a light and a dark icon', () => {
		const { light, dark } = icon as { light: string; dark: string };
		for (const file of [light, dark]) {
			expect(existsSync(join(root, 'credentials', file.replace('file:', '')))).toBe(true);
		}
	});

	test.each(properties.filter(({ type }) => type !== 'hidden'))('describes the field "$displayName"', (property) => {
		expect(property.description).toMatch(/\S/);
		if (property.type === 'string') expect(property.placeholder).toMatch(/^e\.g\. /);
	});

	test('masks each secret', () => {
		const secrets = properties.filter(({ name }) =>
			/password|secret$|secretAccessKey|passphrase|private|token$/i.test(name),
		);
		const masked = properties.filter(({ typeOptions }) => typeOptions?.password === true);
		expect(masked).toEqual(expect.arrayContaining(secrets.filter(({ type }) => type !== 'options')));
	});
});
