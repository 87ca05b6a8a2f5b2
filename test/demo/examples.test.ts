import type { INodeType } from 'n8n-workflow';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { FhirSubscriptionTrigger } from '../../nodes/Fhir/FhirSubscriptionTrigger.node';
import { FhirTrigger } from '../../nodes/Fhir/FhirTrigger.node';
import { findOperation } from '../../nodes/Fhir/actions/registry';
import { type Authentication, credentialTypes } from '../../nodes/Fhir/connection/authentication';
import { credentialsFor } from './credentials';
import { expectations } from './expectations';
import { submissions } from './submissions';
import { triggeredExpectations } from './triggeredExpectations';
import { exampleWorkflows, type Workflow, type WorkflowNode } from './workflows';

/** n8n's own nodes that the examples may use: small ones that every n8n has. */
const BUILT_IN = [
	'convertToFile',
	'extractFromFile',
	'filter',
	'formTrigger',
	'if',
	'manualTrigger',
	'noOp',
	'scheduleTrigger',
	'set',
	'splitOut',
	'stickyNote',
	'summarize',
].map((name) => `n8n-nodes-base.${name}`);

/** n8n's nodes for AI agents. */
const AGENT_NODES = ['agent', 'lmChatOpenAi'].map((name) => `@n8n/n8n-nodes-langchain.${name}`);

const workflows = exampleWorkflows();
const fieldsOf = ({ description }: INodeType) => new Set(description.properties.map(({ name }) => name));

const TRIGGER = 'n8n-nodes-fhir.fhirSubscriptionTrigger';
const TOOL = 'n8n-nodes-fhir.fhirTool';

/** This package's nodes, with the fields of their forms. `pollTimes` and the description of a tool are n8n's. */
const ownNodes = new Map([
	['n8n-nodes-fhir.fhir', fieldsOf(new Fhir())],
	[TOOL, fieldsOf(new Fhir()).add('descriptionType').add('toolDescription')],
	[TRIGGER, fieldsOf(new FhirSubscriptionTrigger()).add('pollTimes')],
	['n8n-nodes-fhir.fhirTrigger', fieldsOf(new FhirTrigger()).add('pollTimes')],
]);
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
	model: { url: '', apiKey: '' },
});

const fhirNodes = ({ nodes }: Workflow) => nodes.filter(({ type }) => ownNodes.has(type));
const hasForm = ({ nodes }: Workflow) => nodes.some(({ type }) => type === 'n8n-nodes-base.formTrigger');
const triggers = ({ nodes }: Workflow) => nodes.filter(({ type }) => type === TRIGGER);

/** Operations that need no server. */
const localOperations = ['readNdjson', 'writeNdjson'];

/** The credential types that a FHIR node with these parameters asks for. */
function neededCredentials({ parameters }: WorkflowNode): string[] {
	if (localOperations.includes(String(parameters.operation))) return [];
	const login = credentialTypes[String(parameters.authentication) as Authentication];
	return [...(login ? [login] : []), ...(parameters.tlsValidation === 'custom' ? ['fhirCaBundleApi'] : [])].sort();
}

test('Demo: every example has an expectation, and every expectation has an example', () => {
	expect(Object.keys(expectations).sort()).toEqual([...workflows.keys()]);
});

test('Demo: every example with a form has somebody who fills it in', () => {
	const forms = [...workflows].filter(([, workflow]) => hasForm(workflow)).map(([file]) => file);
	expect(Object.keys(submissions)).toEqual(forms);
});

test('Demo: every example with a trigger has an expectation for what it starts', () => {
	const triggered = [...workflows]
		.filter(([, workflow]) => triggers(workflow).length > 0 || hasForm(workflow))
		.map(([file]) => file);
	expect(Object.keys(triggeredExpectations)).toEqual(triggered);
});

test('Demo: every node of the examples has an ID of its own', () => {
	const ids = [...workflows.values()].flatMap(({ nodes }) => nodes.map(({ id }) => id));
	expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each([...workflows])('Example workflow %s', (file, workflow) => {
	test('uses only nodes that exist', () => {
		const strange = workflow.nodes.filter(
			({ type }) => !ownNodes.has(type) && ![...BUILT_IN, ...AGENT_NODES].includes(type),
		);
		expect(strange).toEqual([]);
		expect(fhirNodes(workflow)).not.toEqual([]);
	});

	test('uses only operations and fields that the form has', () => {
		for (const { type, parameters } of fhirNodes(workflow)) {
			if (type === 'n8n-nodes-fhir.fhir' || type === TOOL)
				findOperation(String(parameters.resource), String(parameters.operation));
			expect(Object.keys(parameters).filter((name) => !ownNodes.get(type)?.has(name))).toEqual([]);
		}
	});

	test('names the credentials that its nodes need, as the demo creates them', () => {
		const known = demoCredentials.map(({ id, name, type }) => ({ type, id, name }));
		for (const node of [...fhirNodes(workflow), ...triggers(workflow)]) {
			const types = Object.keys(node.credentials ?? {});
			expect(types.sort()).toEqual(neededCredentials(node));
			for (const type of types) expect(known).toContainEqual({ type, ...node.credentials?.[type] });
		}
	});

	test('starts by hand, by a trigger of its own or both, has notes, and connects and expects only nodes that it has', () => {
		const names = new Set(workflow.nodes.map(({ name }) => name));
		const [manual, own] = [
			workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.manualTrigger').length,
			workflow.nodes.filter(({ type }) => /^n8n-nodes-fhir\..*Trigger$/.test(type)).length,
		];
		expect([`${manual} ${own}`]).toEqual([expect.stringMatching(/^(1 0|0 1|1 1)$/)]);
		expect(workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote')).toBe(true);
		const targets = [...JSON.stringify(workflow.connections).matchAll(/"node":"([^"]+)"/g)].map(
			([, name]) => name ?? '',
		);
		const expected = [expectations[file], triggeredExpectations[file]].flatMap((one) => Object.keys(one ?? {}));
		const mentioned = [...targets, ...Object.keys(workflow.connections), ...expected];
		expect(mentioned.filter((name) => !names.has(name))).toEqual([]);
	});
});
