import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { findOperation } from '../../nodes/Fhir/actions/registry';
import { type Authentication, credentialTypes } from '../../nodes/Fhir/connection/authentication';
import { credentialsFor } from './credentials';
import { expectations } from './expectations';
import { exampleWorkflows, type Workflow, type WorkflowNode } from './workflows';

/** n8n's own nodes that the examples may use: small ones that every n8n has. */
const BUILT_IN = [
	'convertToFile',
	'extractFromFile',
	'manualTrigger',
	'noOp',
	'set',
	'splitOut',
	'stickyNote',
	'summarize',
].map((name) => `n8n-nodes-base.${name}`);

const workflows = exampleWorkflows();
const fields = new Set(new Fhir().description.properties.map(({ name }) => name));
const demoCredentials = credentialsFor({
	ca: '',
	basic: { baseUrl: '', user: '', password: '' },
	fixedToken: '',
	googleKeyFile: '',
	aws: { baseUrl: '', accessKeyId: '', secretAccessKey: '', region: '', service: '' },
	oauth: { baseUrl: '', tokenUrl: '', clientId: '', clientSecret: '', scope: '' },
	clients: {
		jwt: { clientId: '', privateKey: '', kid: '' },
		oneScope: { clientId: '', clientSecret: '', scope: '' },
		rawSecret: { clientId: '', clientSecret: '' },
	},
	mutualTls: { baseUrl: '', user: '', password: '', certificate: '', key: '' },
});

const fhirNodes = ({ nodes }: Workflow) => nodes.filter(({ type }) => type === 'n8n-nodes-fhir.fhir');

/** The credential types that a FHIR node with these parameters asks for. */
function neededCredentials({ parameters }: WorkflowNode): string[] {
	const login = credentialTypes[String(parameters.authentication) as Authentication];
	return [...(login ? [login] : []), ...(parameters.tlsValidation === 'custom' ? ['fhirCaBundleApi'] : [])].sort();
}

test('Demo: every example has an expectation, and every expectation has an example', () => {
	expect(Object.keys(expectations).sort()).toEqual([...workflows.keys()]);
});

describe.each([...workflows])('Example workflow %s', (file, workflow) => {
	test('uses only nodes that exist', () => {
		const strange = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-fhir.fhir' && !BUILT_IN.includes(type));
		expect(strange).toEqual([]);
		expect(fhirNodes(workflow)).not.toEqual([]);
	});

	test('uses only operations and fields that the form has', () => {
		for (const { parameters } of fhirNodes(workflow)) {
			findOperation(String(parameters.resource), String(parameters.operation));
			expect(Object.keys(parameters).filter((name) => !fields.has(name))).toEqual([]);
		}
	});

	test('names the credentials that its nodes need, as the demo creates them', () => {
		const known = demoCredentials.map(({ id, name, type }) => ({ type, id, name }));
		for (const node of fhirNodes(workflow)) {
			const types = Object.keys(node.credentials ?? {});
			expect(types.sort()).toEqual(neededCredentials(node));
			for (const type of types) expect(known).toContainEqual({ type, ...node.credentials?.[type] });
		}
	});

	test('starts manually, has notes, and connects and expects only nodes that it has', () => {
		const names = new Set(workflow.nodes.map(({ name }) => name));
		expect(workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.manualTrigger')).toHaveLength(1);
		expect(workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
		const targets = [...JSON.stringify(workflow.connections).matchAll(/"node":"([^"]+)"/g)].map(
			([, name]) => name ?? '',
		);
		const mentioned = [...targets, ...Object.keys(workflow.connections), ...Object.keys(expectations[file] ?? {})];
		expect(mentioned.filter((name) => !names.has(name))).toEqual([]);
	});
});
